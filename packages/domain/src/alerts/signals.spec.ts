import {
  type ConnectionEvent,
  connectionId,
  type EvaluationEvent,
  mappingId,
  type RuleActionEvent,
  type RuleCommand,
  ruleActionId,
  ruleId,
  ruleRunId,
  type WorkflowEvent,
  type WorkflowPurpose,
  workflowId,
} from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { connectionSignals } from './connection-signals.ts';
import { deadLetterSignal } from './dead-letter-signal.ts';
import { actionSignals, evaluationSignals } from './rule-signals.ts';
import { campaign, now, org } from './testing/facts.ts';
import { endSignals, operatorSignals } from './workflow-signals.ts';

const id = '0c7e5d3a-41f6-4b2e-9d80-7a5c3f1e6b92';
const connection = connectionId.parse(id);
const run = workflowId.parse(id);
const short = (signals: readonly { kind: string; verdict: string }[]) =>
  signals.map(({ kind, verdict }) => `${kind} ${verdict}`);

describe('The access of a connection', () => {
  const registered: ConnectionEvent = {
    type: 'ConnectionRegistered',
    data: {
      ...{ connectionId: connection, orgId: org, platform: 'meta', name: 'Main', adAccountId: 'act_1' },
      ...{ currency: 'USD', timeZone: 'UTC', scopes: [] },
    },
  };
  const expiring: ConnectionEvent = {
    type: 'ConnectionExpiring',
    data: { connectionId: connection, endsAt: '2026-05-01T00:00:00.000Z' },
  };
  const suspended: ConnectionEvent = {
    type: 'ConnectionSuspended',
    data: { connectionId: connection, reason: 'token_revoked', message: 'No' },
  };
  const authorized: ConnectionEvent = {
    type: 'ConnectionAuthorized',
    data: { connectionId: connection, grantId: id as never, scopes: [], endsAt: null, loginCustomerId: null },
  };
  const restored: ConnectionEvent = { type: 'ConnectionRestored', data: { connectionId: connection } };
  const disconnected: ConnectionEvent = { type: 'ConnectionDisconnected', data: { connectionId: connection } };

  it.each<[string, readonly ConnectionEvent[], string, string]>([
    ['is in order', [], 'clear', 'clear'],
    ['ends soon', [expiring], 'clear', 'open'],
    ['is refused, which says more than that it ends', [expiring, suspended], 'open', 'clear'],
    ['was granted anew', [expiring, suspended, authorized], 'clear', 'clear'],
    ['works again, and still ends soon', [expiring, suspended, restored], 'clear', 'open'],
    ['was given up on purpose', [expiring, suspended, disconnected], 'clear', 'clear'],
  ])('%s', (_, history, refused, ending) => {
    expect(short(connectionSignals([registered, ...history]))).toEqual([
      `connection_suspended ${refused}`,
      `connection_expiring ${ending}`,
    ]);
  });

  it('is no business of anybody before there is a connection', () => {
    expect(connectionSignals([])).toEqual([]);
  });
});

describe('A run', () => {
  const about = { workflowId: run, orchestrationId: campaign };
  const needed: WorkflowEvent = {
    type: 'OperatorNeeded',
    data: { ...about, step: 'create_ads', reason: 'Meta says no', at: now },
  };
  const acted: WorkflowEvent = {
    type: 'OperatorActed',
    data: { ...about, verb: 'retry', step: null, platform: null, reason: null, at: now },
  };
  const deploy: WorkflowPurpose = { goal: 'deploy', failurePolicy: 'rollback' };
  const outcome = (own: object) =>
    ({
      ...{ mappingId: mappingId.parse(id), platform: 'meta' as const, status: 'active' as const, tag: null },
      ...{ platformCampaignId: 'meta-1', error: null, ...own },
    }) as const;
  const completed = (
    purpose: WorkflowPurpose,
    own: object = {},
  ): Extract<WorkflowEvent, { type: 'WorkflowCompleted' }> => ({
    type: 'WorkflowCompleted',
    data: { ...about, workflowType: 'sync', purpose, outcomes: [outcome(own)], at: now },
  });
  const failed = (
    purpose: WorkflowPurpose,
    own: object = {},
    more: object = {},
  ): Extract<WorkflowEvent, { type: 'WorkflowFailed' }> => ({
    type: 'WorkflowFailed',
    data: {
      ...{ ...about, workflowType: 'creation' as const, purpose, outcomes: [outcome(own)], at: now },
      ...{ reason: 'It failed', partial: false, rolledBack: [], ...more },
    },
  });
  const push: WorkflowPurpose = {
    ...{ goal: 'sync', syncType: 'settings', direction: 'push', trigger: 'budget', since: '2026-04-20' },
  };

  it('waits for a person until one has acted, or it has ended', () => {
    expect(operatorSignals([needed])).toMatchObject([{ verdict: 'open', subject: about }]);
    expect(short(operatorSignals([needed, acted]))).toEqual(['needs_operator clear']);
    expect(short(operatorSignals([needed, acted, needed]))).toEqual(['needs_operator open']);
    expect(short(operatorSignals([needed, failed(deploy)]))).toEqual(['needs_operator clear']);
    expect(operatorSignals([failed(deploy)])).toEqual([]);
  });

  it('has left something behind until that was cleaned up', () => {
    const orphans = [{ platform: 'meta', platformCampaignId: '120', tag: null, reason: 'Meta is away' }];
    const left = failed(deploy, {}, { ending: 'partially_compensated', orphans });
    expect(endSignals(left)).toMatchObject([
      { kind: 'orphaned_campaign', verdict: 'open', severity: 'critical', values: { campaigns: 'meta 120', count: 1 } },
    ]);
    expect(endSignals(failed(deploy, {}, { ending: 'compensated', orphans: [] }))).toEqual([]);
    expect(short(endSignals(completed({ goal: 'clean_up' })))).toEqual(['orphaned_campaign clear']);
  });

  it('brings a changed budget to a platform, or is refused there', () => {
    expect(endSignals(failed(push, { error: 'Below the minimum' }))).toMatchObject([
      { kind: 'platform_refused', verdict: 'open', subject: { orchestrationId: campaign, platform: 'meta' } },
    ]);
    expect(short(endSignals(completed(push, { pushed: true })))).toEqual(['platform_refused clear']);
    // Another sync that fails says nothing about the budget.
    expect(endSignals(failed({ ...push, trigger: 'auto' }, { error: 'Away' }))).toEqual([]);
    expect(endSignals(completed({ ...push, direction: 'pull', trigger: 'auto' }))).toEqual([]);
  });
});

describe('A rule', () => {
  const about = {
    ...{ ruleId: ruleId.parse(id), orchestrationId: campaign, platform: 'google' as const, version: 3 },
    runId: ruleRunId.parse(id),
  };
  const acted = (command: RuleCommand): RuleActionEvent => ({
    type: 'RuleActed',
    data: { ...about, actionId: ruleActionId.parse(id), class: 'notify', command, at: now },
  });
  const settled = (outcome: 'done' | 'refused'): RuleActionEvent => ({
    type: 'RuleActionSettled',
    data: {
      ...{ actionId: ruleActionId.parse(id), ruleId: about.ruleId, orchestrationId: campaign, outcome },
      ...{ problem: outcome === 'done' ? null : 'flight-over', detail: null, at: now },
    },
  });
  const evaluated = (
    matched: boolean,
    action: 'notify' | 'pause',
  ): Extract<EvaluationEvent, { type: 'RuleEvaluated' }> => ({
    type: 'RuleEvaluated',
    data: {
      ...{ ...about, trigger: 'performance', matched, values: [], at: now },
      verdicts: [
        {
          action: action === 'pause' ? { action } : { action, message: 'Look' },
          ...{ class: action, hold: 'not-met', detail: '', suppressedBy: null, command: null, actionId: null },
        },
      ],
    },
  });

  it('tells somebody, until its conditions do not hold any more', () => {
    const [told] = actionSignals(acted({ type: 'notify', message: 'Look at it' }));
    expect(told).toMatchObject({ kind: 'rule', verdict: 'open', severity: 'info', message: 'Look at it' });
    const [passed] = evaluationSignals(evaluated(false, 'notify'));
    expect(passed).toMatchObject({ kind: 'rule', verdict: 'clear', subject: told?.subject });
    expect(evaluationSignals(evaluated(true, 'notify'))).toEqual([]);
    expect(evaluationSignals(evaluated(false, 'pause'))).toEqual([]);
  });

  it('is refused what it wants to do, or not', () => {
    expect(actionSignals(acted({ type: 'pause', platforms: ['google'] }))).toEqual([]);
    expect(actionSignals(settled('refused'))).toMatchObject([
      { kind: 'platform_refused', verdict: 'open', values: { problem: 'flight-over' } },
    ]);
    expect(short(actionSignals(settled('done')))).toEqual(['platform_refused clear']);
  });
});

describe('Dead letters', () => {
  it('are counted over all groups, and over when there are none', () => {
    expect(
      deadLetterSignal(
        new Map([
          ['timers', 2],
          ['rules', 1],
        ]),
      ),
    ).toMatchObject({
      verdict: 'open',
      values: { count: 3, groups: 'rules, timers' },
    });
    expect(deadLetterSignal(new Map()).verdict).toBe('clear');
  });
});
