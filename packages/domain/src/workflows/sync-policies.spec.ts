import type { AppliedSettings, FieldState, OperationResult, SyncDirection, SyncType } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  type Asked,
  askedFor,
  endOf,
  eventsOf,
  failing,
  live,
  openIn,
  play,
  react,
  succeeded,
  sync,
} from './testing/scripted-run.ts';

const usd = (units: number) => ({ micros: units * 1_000_000, currency: 'USD' });
const lastApplied: AppliedSettings = { name: 'Spring Sale', budget: usd(10_000), status: 'active' };
const campaigns = [live('meta', { lastApplied }), live('google', { status: 'paused' })];

const state = (change: Partial<FieldState> = {}): FieldState => ({
  ...{ field: 'name', path: 'name', desired: 'a', lastApplied: 'a', observed: 'a', difference: 'in_sync' },
  ...{ policy: 'ours', action: 'none', note: null },
  ...change,
});

const looked = (
  asked: Asked,
  fields: readonly FieldState[],
  more: Pick<Extract<OperationResult, { kind: 'push-settings' }>, 'adopted'> = {},
) =>
  succeeded(
    asked,
    asked.task.kind === 'push-settings'
      ? { kind: 'push-settings', detected: [], applied: [], fields: [...fields], ...more }
      : { kind: 'read-changes', seen: [], detected: [], unseen: [], fields: [...fields], ...more },
  );

const reconciliationsOf = (events: Parameters<typeof askedFor>[0]) =>
  eventsOf(events, 'OperationRequested').map(({ data: { task } }) =>
    'reconciliation' in task ? task.reconciliation : undefined,
  );

describe('A sync by policies', () => {
  const table: readonly (readonly [SyncType, SyncDirection, readonly string[]])[] = [
    ['full', 'bidirectional', ['push-settings meta', 'fetch-metrics meta']],
    ['full', 'push', ['push-settings meta']],
    ['full', 'pull', ['read-changes meta', 'fetch-metrics meta']],
    ['incremental', 'pull', ['read-changes meta']],
    ['settings', 'push', ['push-settings meta']],
    ['settings', 'bidirectional', ['push-settings meta']],
    ['settings', 'pull', ['read-changes meta']],
    ['performance', 'pull', ['fetch-metrics meta']],
    ['creative', 'bidirectional', ['read-changes meta']],
    ['creative', 'push', ['read-changes meta']],
    ['creative', 'pull', ['read-changes meta']],
  ];

  it.each(table)('of type %s in direction %s asks for what it says', (syncType, direction, expected) => {
    const events = play(sync(syncType, [live('meta')], 'manual', { direction }));
    expect(askedFor(events)).toEqual(expected);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowCompleted', data: { purpose: { syncType, direction } } });
  });

  it.each([
    ['full', 'bidirectional'],
    ['incremental', 'pull'],
    ['settings', 'push'],
    ['performance', 'pull'],
    ['creative', 'bidirectional'],
  ] as const)('of type %s goes %s by itself', (syncType, direction) => {
    expect(endOf(play(sync(syncType, campaigns))).data.purpose).toMatchObject({ direction });
  });

  it('carries policy, direction and what was last applied on each platform', () => {
    const policy = { budget: 'theirs', status: 'freeze' } as const;
    const events = play(sync('full', campaigns, 'manual', { policy }));
    expect(reconciliationsOf(events).slice(0, 2)).toEqual([
      { direction: 'bidirectional', policy, lastApplied },
      { direction: 'bidirectional', policy, lastApplied: null },
    ]);
  });

  it('compares settings only when it pulls settings, and ads only when it is about creatives', () => {
    const [settings] = reconciliationsOf(play(sync('settings', campaigns, 'manual', { direction: 'pull' })));
    expect(settings?.fields).toEqual(['name', 'status', 'budget', 'existence']);
    const [creative] = reconciliationsOf(play(sync('creative', campaigns)));
    expect(creative?.fields).toEqual(['existence', 'ads']);
    const [incremental] = reconciliationsOf(play(sync('incremental', campaigns)));
    expect(incremental).not.toHaveProperty('fields');
  });

  it('calls a campaign what it is called on its own platform', () => {
    const [asked] = openIn(react([], sync('settings', [live('meta', { name: 'Spring Sale (renamed)' })])));
    expect(asked?.task).toMatchObject({ spec: { name: 'Spring Sale (renamed)' } });
  });

  it('hands on what is taken over, and what was held back, and has not failed for that', () => {
    const adopted = { budget: usd(8_000) };
    const fields = [
      state({ field: 'existence', path: 'existence' }),
      state({ field: 'budget', path: 'budget', difference: 'changed_outside', policy: 'theirs', action: 'adopted' }),
      state({ field: 'status', path: 'status', difference: 'changed_outside', action: 'reported' }),
      state({ difference: 'conflict', policy: 'freeze', action: 'held' }),
      state({ field: 'ads', path: 'ads.1.review', difference: 'unreviewed' }),
    ];
    const events = play(sync('incremental', campaigns), { answer: (asked) => looked(asked, fields, { adopted }) });
    expect(endOf(events).type).toBe('WorkflowCompleted');
    expect(endOf(events).data.outcomes).toMatchObject([
      { platform: 'meta', error: null, adopted, withheld: ['name', 'status'] },
      { platform: 'google', error: null, adopted, withheld: ['name', 'status'] },
    ]);
  });

  it('holds nothing back where all is in sync', () => {
    const events = play(sync('settings', campaigns), { answer: (asked) => looked(asked, [state()]) });
    for (const outcome of endOf(events).data.outcomes) {
      expect(outcome).toMatchObject({ error: null, pushed: true });
      expect(outcome).not.toHaveProperty('withheld');
      expect(outcome).not.toHaveProperty('adopted');
    }
  });

  it('is partial when one platform fails and the other is only reported', () => {
    const answer = (asked: Asked) =>
      asked.platform === 'meta'
        ? failing('push-settings meta')(asked)
        : looked(asked, [state({ difference: 'changed_outside', action: 'reported' })]);
    const end = endOf(play(sync('settings', campaigns), { answer }));
    expect(end).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
    expect(end.data.outcomes.map(({ error }) => error === null)).toEqual([false, true]);
  });
});

describe('A sync that finds a campaign gone', () => {
  const gone = (asked: Asked) =>
    asked.platform === 'google' && asked.task.kind !== 'fetch-metrics'
      ? looked(asked, [
          state({
            field: 'existence',
            path: 'existence',
            observed: 'missing',
            difference: 'changed_outside',
            action: 'reported',
          }),
          state({ field: 'budget', path: 'budget', observed: null, difference: 'unreviewed' }),
        ])
      : succeeded(asked);

  it('fetches no results of it, reports it, and does not say that its settings have arrived', () => {
    const events = play(sync('full', campaigns), { answer: gone });
    expect(askedFor(events)).toEqual(['push-settings meta', 'push-settings google', 'fetch-metrics meta']);
    expect(endOf(events).data.outcomes).toMatchObject([
      { platform: 'meta', pushed: true },
      { platform: 'google', error: null, pushed: false, withheld: ['budget', 'existence'] },
    ]);
  });
});

describe('A sync of changed budgets by policies', () => {
  const changed = [
    live('meta', { budget: usd(500), previousBudget: usd(300) }),
    live('google', { budget: usd(100), previousBudget: usd(300) }),
  ];
  const budget = (change: Partial<FieldState>) => state({ field: 'budget', path: 'budget', ...change });
  const played = (change: Partial<FieldState>, more: readonly FieldState[] = []) =>
    play(sync('settings', changed, 'budget'), { answer: (asked) => looked(asked, [budget(change), ...more]) });

  it.each([
    { difference: 'conflict', policy: 'freeze', action: 'held' },
    { difference: 'conflict', policy: 'report', action: 'reported' },
    { difference: 'conflict', policy: 'theirs', action: 'adopted' },
    { difference: 'unreviewed', action: 'none' },
  ] as const)('raises nothing when the decrease was not applied: $difference, $action', (change) => {
    const events = played(change);
    expect(askedFor(events)).toEqual(['push-settings google']);
    expect(endOf(events).data.outcomes).toMatchObject([
      {
        platform: 'meta',
        error: 'The budget was not raised, because it could not be lowered on google',
        pushed: false,
      },
      { platform: 'google', error: null },
    ]);
  });

  it.each([
    { difference: 'ours_pending', action: 'pushed' },
    { difference: 'in_sync', action: 'none' },
    { difference: 'normalised', action: 'none' },
  ] as const)('raises once the decrease is there: $difference, $action', (change) => {
    expect(askedFor(played(change))).toEqual(['push-settings google', 'push-settings meta']);
  });

  it('raises when the campaign that was to be lowered is gone, because that spends nothing', () => {
    const missing = state({
      field: 'existence',
      path: 'existence',
      observed: 'missing',
      difference: 'changed_outside',
      action: 'reported',
    });
    expect(askedFor(played({ difference: 'unreviewed', observed: null }, [missing]))).toContain('push-settings meta');
  });
});
