import type {
  FromTemplateBody,
  OrchestrationEvent,
  OrchestrationId,
  Platform,
  TemplateContent,
} from '@campaigns/contracts';
import { allocationFromTemplate, mergeConfig, type PlatformHistory, platformConfig } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { ExistingTemplate } from '../commands/ownership.ts';
import type { ChosenConnections } from '../connections/choose-connections.ts';
import { allocationOf, totalOf } from './amounts.ts';
import { draftedMappings } from './drafted-mappings.ts';
import { defaultSync, syncWith } from './sync-settings.ts';
import { scheduleWith } from './times.ts';

type Drafted = Extract<OrchestrationEvent, { type: 'OrchestrationDrafted' }>['data'];

const refused =
  (code: 'platform-not-in-template' | 'platform-not-in-orchestration') =>
  (platform: string, pointer: string, why: string): Problem =>
    new Problem(code, why, { errors: [{ pointer, detail: why }], details: { platform } });

/** The platforms asked for, or all of the template; throws 422 for one that it does not span. */
export const chosenPlatforms = ({ platforms }: FromTemplateBody, content: TemplateContent): readonly Platform[] => {
  const chosen = platforms ?? content.platforms;
  const foreign = chosen.find((platform) => !content.platforms.includes(platform));
  if (foreign !== undefined) {
    throw refused('platform-not-in-template')(foreign, '#/platforms', `The template does not span ${foreign}`);
  }
  return chosen;
};

const checkNamed = (body: FromTemplateBody, platforms: readonly Platform[]): void => {
  const named: readonly (readonly [string, string])[] = [
    ...Object.keys(body.platform_config).map((name) => [name, `#/platform_config/${name}`] as const),
    ...body.creatives.flatMap((creative, index) =>
      (creative.platforms ?? []).map((name) => [name, `#/creatives/${index}/platforms`] as const),
    ),
  ];
  const foreign = named.find(([name]) => !(platforms as readonly string[]).includes(name));
  if (foreign === undefined) return;
  const [name, pointer] = foreign;
  throw refused('platform-not-in-orchestration')(name, pointer, `The orchestration does not span ${name}`);
};

/**
 * A deployment's first append holds, once for the run and once for the plan of each platform, all configurations and all
 * creatives: of six platforms 2 × 6 × 32 kB and 7 × 48 kB, of the 900,000 bytes that an append may have.
 */
const largestConfigBytes = 32_768;
const largestCreativesBytes = 49_152;

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const checkCreatives = ({ creatives }: FromTemplateBody): void => {
  const bytes = jsonBytes(creatives);
  if (bytes <= largestCreativesBytes) return;
  const why = `The creatives have ${bytes} bytes of JSON; together they may have ${largestCreativesBytes}`;
  throw new Problem('creatives-too-large', why, { errors: [{ pointer: '#/creatives', detail: why }] });
};

const configFor = (content: TemplateContent, body: FromTemplateBody, platform: Platform) => {
  const targeting = Object.keys(content.targetingTemplate).length === 0 ? {} : { targeting: content.targetingTemplate };
  const layers = [platformConfig(content, platform), body.config, body.platform_config[platform] ?? {}];
  const merged = layers.reduce(mergeConfig, targeting);
  const bytes = jsonBytes(merged);
  if (bytes > largestConfigBytes) {
    const why = `The configuration for ${platform} has ${bytes} bytes of JSON; the largest may have ${largestConfigBytes}`;
    throw new Problem('config-too-large', why, {
      errors: [{ pointer: '#/config', detail: why }],
      details: { platform },
    });
  }
  return merged;
};

const defaultFlightDays = 30;
/** As in a request: a template says it in free JSON. */
const longestFlightDays = 3_650;

const scheduleOf = (body: FromTemplateBody, content: TemplateContent, now: string): Drafted['schedule'] => {
  const ofTemplate = content.baseConfig['duration_days'];
  const usable =
    typeof ofTemplate === 'number' &&
    Number.isInteger(ofTemplate) &&
    ofTemplate >= 1 &&
    ofTemplate <= longestFlightDays;
  const open = { startAt: null, endAt: null, durationDays: usable ? ofTemplate : defaultFlightDays };
  const { scheduled_start_at: start, scheduled_end_at: end, duration_days: durationDays } = body;
  const pointers = { start: '#/scheduled_start_at', end: '#/scheduled_end_at' };
  return scheduleWith(open, { start, end, durationDays }, { now, pointers });
};

export type DraftInputs = Readonly<{
  orchestrationId: OrchestrationId;
  orgId: Drafted['orgId'];
  template: ExistingTemplate;
  body: FromTemplateBody;
  platforms: readonly Platform[];
  chosen: ChosenConnections;
  /** What the platforms brought so far, in the currency of the connections. */
  history: readonly PlatformHistory[];
  now: string;
}>;

/** Everything that an orchestration starts with; the domain checks the budget. Throws 422 problems. */
export const draftFrom = ({
  orchestrationId,
  orgId,
  template,
  body,
  platforms,
  chosen,
  history,
  now,
}: DraftInputs): Drafted => {
  const { content } = template;
  checkNamed(body, platforms);
  checkCreatives(body);
  const total = totalOf(body.total_budget, chosen.currency);
  const allocation =
    body.budget_allocation === undefined
      ? allocationFromTemplate(content.budgetTemplate, platforms, total, history)
      : allocationOf(body.budget_allocation, chosen.currency);
  const requirements = Object.entries(content.creativeRequirements).filter(([name]) =>
    platforms.includes(name as Platform),
  );
  return {
    orchestrationId,
    orgId,
    templateId: body.template_id as Drafted['templateId'],
    name: body.name,
    description: body.description,
    category: content.category,
    objective: content.objective,
    totalBudget: total,
    allocation: [...allocation],
    mappings: draftedMappings(
      orchestrationId,
      chosen,
      platforms.map((platform) => ({ platform, config: configFor(content, body, platform) })),
    ),
    schedule: scheduleOf(body, content, now),
    sync: syncWith(defaultSync, body),
    failurePolicy: body.failure_policy,
    creatives: body.creatives,
    creativeRequirements: Object.fromEntries(requirements),
  };
};
