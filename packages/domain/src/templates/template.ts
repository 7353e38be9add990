import { isDeepStrictEqual } from 'node:util';
import type { CampaignConfig, OrgId, Platform, TemplateContent, TemplateEvent, TemplateId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';
import { percentMillionths } from '../budget/allocation.ts';
import { mergeConfig } from './merge-config.ts';

// Commands

type CreateTemplate = Readonly<{
  type: 'CreateTemplate';
  data: { templateId: TemplateId; orgId: OrgId; isGlobal: boolean; content: TemplateContent };
}>;
type UpdateTemplate = Readonly<{ type: 'UpdateTemplate'; data: { templateId: TemplateId; content: TemplateContent } }>;
type ActivateTemplate = Readonly<{ type: 'ActivateTemplate'; data: { templateId: TemplateId } }>;
type DeactivateTemplate = Readonly<{ type: 'DeactivateTemplate'; data: { templateId: TemplateId } }>;
type ArchiveTemplate = Readonly<{ type: 'ArchiveTemplate'; data: { templateId: TemplateId } }>;

export type TemplateCommand = CreateTemplate | UpdateTemplate | ActivateTemplate | DeactivateTemplate | ArchiveTemplate;

// State

type Existing = Readonly<{ orgId: OrgId; isGlobal: boolean; content: TemplateContent }>;
export type Template =
  | Readonly<{ status: 'absent' }>
  | (Readonly<{ status: 'active' | 'inactive' | 'archived' }> & Existing);

// Decide

const checkContent = ({ budgetTemplate, platforms, platformSpecificConfig }: TemplateContent): void => {
  if (new Set(platforms).size !== platforms.length) {
    throw new RuleViolation('duplicate-platform', 'A platform is named twice');
  }
  const foreign = [
    ...Object.keys(platformSpecificConfig),
    ...(budgetTemplate.distribution === 'custom' ? Object.keys(budgetTemplate.custom_distribution) : []),
  ].find((name) => !(platforms as readonly string[]).includes(name));
  if (foreign !== undefined) {
    throw new RuleViolation('platform-not-in-template', `The template does not span ${foreign}`, { platform: foreign });
  }
  if (budgetTemplate.distribution !== 'custom') return;
  const percentages = Object.values(budgetTemplate.custom_distribution);
  const sum = percentages.map(percentMillionths).reduce((total, part) => total + part, 0) / percentMillionths(1);
  if (sum !== 100) {
    throw new RuleViolation('distribution-not-100', `The distribution adds up to ${sum} %, not 100 %`, { sum });
  }
  if (percentages.some((percent) => percentMillionths(percent) / percentMillionths(1) !== percent)) {
    const message = 'The distribution is not exactly 100 %: a percentage has more than six decimals';
    throw new RuleViolation('distribution-not-100', message, { sum });
  }
};

const existing = (state: Template): Exclude<Template, { status: 'absent' }> => {
  if (state.status === 'absent') throw new RuleViolation('template-not-found', 'There is no such template');
  return state;
};

/** Archived is for good: what was put away is not changed behind the back of who put it there. */
const changeable = (state: Template): Exclude<Template, { status: 'absent' }> => {
  const template = existing(state);
  if (template.status === 'archived') throw new RuleViolation('template-archived', 'The template is archived');
  return template;
};

const create = ({ data }: CreateTemplate, state: Template): readonly TemplateEvent[] => {
  if (state.status !== 'absent') throw new RuleViolation('template-already-exists', 'The template exists already');
  checkContent(data.content);
  return [{ type: 'TemplateCreated', data }];
};

const update = ({ data }: UpdateTemplate, state: Template): readonly TemplateEvent[] => {
  const { content } = changeable(state);
  checkContent(data.content);
  return isDeepStrictEqual(content, data.content) ? [] : [{ type: 'TemplateUpdated', data }];
};

const decide = (command: TemplateCommand, state: Template): readonly TemplateEvent[] => {
  switch (command.type) {
    case 'CreateTemplate':
      return create(command, state);
    case 'UpdateTemplate':
      return update(command, state);
    case 'ActivateTemplate':
      return changeable(state).status === 'active' ? [] : [{ type: 'TemplateActivated', data: command.data }];
    case 'DeactivateTemplate':
      return changeable(state).status === 'inactive' ? [] : [{ type: 'TemplateDeactivated', data: command.data }];
    case 'ArchiveTemplate':
      return existing(state).status === 'archived' ? [] : [{ type: 'TemplateArchived', data: command.data }];
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Template, event: TemplateEvent): Template => {
  if (event.type === 'TemplateCreated') {
    const { orgId, isGlobal, content } = event.data;
    return { status: 'active', orgId, isGlobal, content };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'TemplateUpdated':
      return { ...state, content: event.data.content };
    case 'TemplateActivated':
      return { ...state, status: 'active' };
    case 'TemplateDeactivated':
      return { ...state, status: 'inactive' };
    case 'TemplateArchived':
      return { ...state, status: 'archived' };
    default:
      return assertNever(event);
  }
};

export const templateDecider: Decider<Template, TemplateCommand, TemplateEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};

/** The configuration of one platform: base, merged deeply with the platform's own. */
export const platformConfig = (content: TemplateContent, platform: Platform): CampaignConfig =>
  mergeConfig(content.baseConfig, content.platformSpecificConfig[platform] ?? {});
