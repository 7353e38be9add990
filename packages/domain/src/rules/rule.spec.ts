import type { RuleEvent } from '@campaigns/contracts';
import { ruleRunId } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { breakerReason } from './breaker.ts';
import { ruleDecider } from './rule.ts';
import { campaign, content, idOf, org, otherCampaign, run } from './testing/samples.ts';

const { given } = specFor(ruleDecider);

const ruleId = idOf(1);
const now = '2026-11-25T12:00:00.000Z';
const later = '2026-11-25T13:00:00.000Z';
const otherRun = ruleRunId.parse('c8e3b6a1-0d47-4f92-9b85-2a6d4e8f1c04');
const daily = content({ trigger: { on: 'schedule', cron: '0 6 * * *', zone: 'Europe/Berlin' } });
const changed = content({ trigger: { on: 'manual' } }, { priority: 'critical' });
const invalid = content({ when: { metric: 'cpa', op: '>', value: { money: 5 } } });

const create = (own = daily, at = now) =>
  ({
    type: 'CreateRule',
    data: { ruleId, orgId: org, orchestrationId: campaign, content: own, enabled: true, now: at },
  }) as const;
const change = (own = changed) => ({ type: 'ChangeRule', data: { ruleId, content: own, now: later } }) as const;
const enable = { type: 'EnableRule', data: { ruleId, now: later } } as const;
const disable = { type: 'DisableRule', data: { ruleId, reason: 'Not now', now: later } } as const;
const remove = { type: 'RemoveRule', data: { ruleId, now: later } } as const;
const requestRun = (orchestrationId: typeof campaign | null = null, runId = run) =>
  ({ type: 'RequestRun', data: { ruleId, runId, orchestrationId, now: later } }) as const;
const tellDue = (dueAt: string) => ({ type: 'TellDue', data: { ruleId, runId: run, dueAt, now: later } }) as const;
const trip = {
  type: 'TripBreaker',
  data: { ruleId, reason: '5 of its last 8 actions were refused', now: later },
} as const;

const created: RuleEvent = {
  type: 'RuleCreated',
  data: { ruleId, orgId: org, orchestrationId: campaign, content: daily, enabled: true, at: now },
};
const disabled: RuleEvent = { type: 'RuleDisabled', data: { ruleId, reason: 'Not now', at: later } };
const removed: RuleEvent = { type: 'RuleRemoved', data: { ruleId, at: later } };
const due = (dueAt: string): RuleEvent => ({ type: 'RuleDue', data: { ruleId, runId: run, dueAt, at: later } });

describe('a rule', () => {
  it('is created once; the same request again changes nothing, another one is refused', () => {
    given().when(create()).then(created);
    given(created).when(create(daily, later)).thenNothing();
    given(created).when(create(changed)).thenRejects('rule-already-exists');
  });

  it('is not saved when something is wrong with it, neither new nor changed', () => {
    given().when(create(invalid)).thenRejects('rule-not-valid');
    given(created).when(change(invalid)).thenRejects('rule-not-valid');
  });

  it('gets a further version with each change, and none where nothing changes', () => {
    const second: RuleEvent = { type: 'RuleChanged', data: { ruleId, version: 2, content: changed, at: later } };
    given(created).when(change()).then(second);
    given(created, second)
      .when(change(daily))
      .then({ type: 'RuleChanged', data: { ruleId, version: 3, content: daily, at: later } });
    given(created, second).when(change()).thenNothing();
  });

  it('is disabled and enabled by a person', () => {
    given(created).when(disable).then(disabled);
    given(created, disabled).when(disable).thenNothing();
    given(created, disabled)
      .when(enable)
      .then({ type: 'RuleEnabled', data: { ruleId, at: later } });
    given(created).when(enable).thenNothing();
  });

  it('that was removed is gone', () => {
    given(created).when(remove).then(removed);
    given(created, removed).when(remove).thenNothing();
    for (const command of [change(), enable, disable, requestRun()]) {
      given(created, removed).when(command).thenRejects('rule-not-found');
    }
    given().when(remove).thenRejects('rule-not-found');
  });
});

describe('a run of a rule', () => {
  it('that a person asks for is of one orchestration, or of all that the rule is about', () => {
    const requested: RuleEvent = {
      type: 'RuleRunRequested',
      data: { ruleId, runId: run, orchestrationId: campaign, at: later },
    };
    given(created).when(requestRun()).then(requested);
    given(created).when(requestRun(campaign)).then(requested);
    given(created, requested).when(requestRun()).thenNothing();
    given(created).when(requestRun(otherCampaign)).thenRejects('rule-of-other-orchestration');
  });

  it('is refused while the rule is disabled', () => {
    given(created, disabled).when(requestRun(null, otherRun)).thenRejects('rule-disabled');
  });

  it('begins when its time has come, once for each time', () => {
    given(created).when(tellDue('2026-11-25T05:00:00.000Z')).then(due('2026-11-25T05:00:00.000Z'));
    given(created, due('2026-11-25T05:00:00.000Z')).when(tellDue('2026-11-25T05:00:00Z')).thenNothing();
    given(created, due('2026-11-25T05:00:00.000Z')).when(tellDue('2026-11-24T05:00:00.000Z')).thenNothing();
  });

  it('does not begin when the rule is disabled, removed or no longer on a schedule', () => {
    const manual: RuleEvent = { type: 'RuleChanged', data: { ruleId, version: 2, content: changed, at: later } };
    for (const last of [disabled, removed, manual]) given(created, last).when(tellDue(now)).thenNothing();
    given().when(tellDue(now)).thenNothing();
  });
});

describe('the breaker', () => {
  it('disables a rule of which too many actions were refused, and a person enables it again', () => {
    const reason = '5 of its last 8 actions were refused';
    const tripped: RuleEvent = { type: 'RuleDisabled', data: { ruleId, cause: 'breaker', reason, at: later } };
    given(created).when(trip).then(tripped);
    given(created, tripped).when(trip).thenNothing();
    given(created, tripped)
      .when(enable)
      .then({ type: 'RuleEnabled', data: { ruleId, at: later } });
    expect(fold(ruleDecider, [created, tripped])).toMatchObject({ status: 'disabled', disabledBy: 'breaker' });
    expect(fold(ruleDecider, [created, disabled])).toMatchObject({ status: 'disabled', disabledBy: 'person' });
  });

  it('looks at the last actions only', () => {
    const { guards } = content({ guards: { breaker: { errors: 2, of: 3 } } }).document;
    expect(breakerReason(['refused', 'done', 'refused'], guards)).toBe('2 of its last 3 actions were refused');
    expect(breakerReason(['refused', 'done', 'done', 'refused'], guards)).toBeUndefined();
    expect(breakerReason([], guards)).toBeUndefined();
  });
});
