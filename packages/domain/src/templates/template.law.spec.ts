import { orgId, type TemplateContent, type TemplateEvent, templateId } from '@campaigns/contracts';
import { lawsOf } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TemplateCommand, templateDecider } from './template.ts';

const id = templateId.parse('c2b7e6f4-19d3-4a8e-8f51-0d4b6a7c3e22');
const org = orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10');

const content: fc.Arbitrary<TemplateContent> = fc.record({
  name: fc.constantFrom('Spring', 'Autumn'),
  description: fc.constant(null),
  category: fc.constant('awareness'),
  objective: fc.constant('traffic'),
  platforms: fc.constantFrom<TemplateContent['platforms'][]>(['meta'], ['meta', 'google'], ['meta', 'meta']),
  baseConfig: fc.constant({}),
  platformSpecificConfig: fc.constantFrom({}, { google: {} }),
  budgetTemplate: fc.constantFrom<TemplateContent['budgetTemplate'][]>(
    { distribution: 'equal' },
    { distribution: 'custom', custom_distribution: { meta: 100 } },
    { distribution: 'custom', custom_distribution: { meta: 50 } },
  ),
  creativeRequirements: fc.constant({}),
  targetingTemplate: fc.constant({}),
});
const command: fc.Arbitrary<TemplateCommand> = fc.oneof(
  content.map((part) => ({
    type: 'CreateTemplate' as const,
    data: { templateId: id, orgId: org, isGlobal: false, content: part },
  })),
  content.map((part) => ({ type: 'UpdateTemplate' as const, data: { templateId: id, content: part } })),
  fc.constantFrom<TemplateCommand[]>(
    { type: 'ActivateTemplate', data: { templateId: id } },
    { type: 'DeactivateTemplate', data: { templateId: id } },
    { type: 'ArchiveTemplate', data: { templateId: id } },
  ),
);
const laws = lawsOf(templateDecider);

describe('template', () => {
  it('changes nothing when a command is repeated', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 6 }), command, laws.repeatChangesNothing));
  });

  it('takes any events in any order', () => {
    const event: fc.Arbitrary<TemplateEvent> = fc.oneof(
      content.map((part) => ({ type: 'TemplateUpdated' as const, data: { templateId: id, content: part } })),
      content.map((part) => ({
        type: 'TemplateCreated' as const,
        data: { templateId: id, orgId: org, isGlobal: false, content: part },
      })),
      fc.constantFrom<TemplateEvent[]>(
        { type: 'TemplateActivated', data: { templateId: id } },
        { type: 'TemplateDeactivated', data: { templateId: id } },
        { type: 'TemplateArchived', data: { templateId: id } },
      ),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { status } = events.reduce(templateDecider.evolve, templateDecider.initialState);
        expect(status === 'absent').toBe(events.every(({ type }) => type !== 'TemplateCreated'));
      }),
    );
  });
});
