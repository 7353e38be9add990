import { ruleRunId } from '@campaigns/contracts';
import { lawsOf } from '@campaigns/testing';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { type RuleCommandInput, ruleDecider } from './rule.ts';
import { campaign, content, idOf, org, otherCampaign } from './testing/samples.ts';

const ruleId = idOf(1);
const contents = fc.constantFrom(
  content({ trigger: { on: 'schedule', cron: '0 6 * * *' } }),
  content({ trigger: { on: 'manual' } }),
  content({ when: { metric: 'cpa', op: '>', value: { money: 5 } } }),
);
const instants = fc.constantFrom('2026-11-25T12:00:00.000Z', '2026-11-25T13:00:00.000Z', '2026-11-26T12:00:00.000Z');
const runs = fc.constantFrom('03', '04').map((end) => ruleRunId.parse(`c8e3b6a1-0d47-4f92-9b85-2a6d4e8f1c${end}`));
const orchestrations = fc.constantFrom(campaign, otherCampaign, null);

const command: fc.Arbitrary<RuleCommandInput> = fc
  .record({
    content: contents,
    now: instants,
    dueAt: instants,
    runId: runs,
    orchestrationId: orchestrations,
    enabled: fc.boolean(),
  })
  .chain(({ content: own, now, dueAt, runId, orchestrationId, enabled }) =>
    fc.constantFrom<RuleCommandInput[]>(
      { type: 'CreateRule', data: { ruleId, orgId: org, orchestrationId, content: own, enabled, now } },
      { type: 'ChangeRule', data: { ruleId, content: own, now } },
      { type: 'EnableRule', data: { ruleId, now } },
      { type: 'DisableRule', data: { ruleId, reason: null, now } },
      { type: 'RemoveRule', data: { ruleId, now } },
      { type: 'RequestRun', data: { ruleId, runId, orchestrationId, now } },
      { type: 'TellDue', data: { ruleId, runId, dueAt, now } },
      { type: 'TripBreaker', data: { ruleId, reason: 'refused', now } },
    ),
  );
const laws = lawsOf(ruleDecider);

describe('a rule, whatever happened to it before,', () => {
  it('takes a repeated command for one', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 12 }), command, laws.repeatChangesNothing));
  });

  it('refuses by rule alone, and changes no state in place', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 12 }), command, laws.refusesOnlyByRule));
  });
});
