import { describe, expect, it } from '@jest/globals';
import {
  askedFor,
  endOf,
  eventsOf,
  failing,
  live,
  openIn,
  outcomesOf,
  play,
  react,
  succeeded,
  sync,
} from './testing/scripted-run.ts';

const campaigns = [live('meta'), live('google', { status: 'paused' })];
const usd = (units: number) => ({ micros: units * 1_000_000, currency: 'USD' });

describe('A sync', () => {
  it.each([
    ['settings', 'push', ['push-settings meta', 'push-settings google']],
    ['performance', 'pull', ['fetch-metrics meta', 'fetch-metrics google']],
    ['incremental', 'pull', ['read-changes meta', 'read-changes google']],
    [
      'full',
      'bidirectional',
      ['push-settings meta', 'push-settings google', 'fetch-metrics meta', 'fetch-metrics google'],
    ],
  ] as const)('of type %s does its own work in direction %s', (syncType, direction, expected) => {
    const events = play(sync(syncType, campaigns));
    expect(askedFor(events)).toEqual(expected);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowCompleted',
      data: { workflowType: 'sync', purpose: { goal: 'sync', syncType, direction, trigger: 'manual' } },
    });
  });

  it('pushes the status that each campaign has, and leaves it what it is', () => {
    const events = play(sync('settings', campaigns));
    const statuses = eventsOf(events, 'OperationRequested').map(({ data: { task } }) =>
      task.kind === 'push-settings' ? task.status : undefined,
    );
    expect(statuses).toEqual(['active', 'paused']);
    expect(outcomesOf(events)).toEqual(['meta: active meta-1', 'google: paused google-1']);
  });

  it('goes on with the others, and with the next step, when a platform fails', () => {
    const events = play(sync('full', campaigns), { answer: failing('push-settings meta') });
    expect(askedFor(events)).toHaveLength(4);
    expect(outcomesOf(events)).toEqual(['meta: active meta-1, error', 'google: paused google-1']);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
  });

  it('is failed when every platform failed', () => {
    const events = play(sync('performance', campaigns), {
      answer: failing('fetch-metrics meta', 'fetch-metrics google'),
    });
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: false } });
  });
});

describe('A sync of changed budgets', () => {
  const changed = [
    live('meta', { budget: usd(500), previousBudget: usd(300) }),
    live('google', { budget: usd(100), previousBudget: usd(300) }),
    live('tiktok', { budget: usd(300), previousBudget: usd(300) }),
  ];

  it('lowers, waits for the confirmation, and then raises', () => {
    let events = react([], sync('settings', changed, 'budget'));
    expect(askedFor(events)).toEqual(['push-settings google', 'push-settings tiktok']);
    for (const asked of openIn(events)) events = react(events, succeeded(asked));
    expect(openIn(events).map(({ platform }) => platform)).toEqual(['meta']);
    expect(play(sync('settings', changed, 'budget')).at(-1)?.type).toBe('WorkflowCompleted');
  });

  it('raises nothing when a budget could not be lowered, and says why', () => {
    const events = play(sync('settings', changed, 'budget'), { answer: failing('push-settings google') });
    expect(askedFor(events)).not.toContain('push-settings meta');
    expect(endOf(events).data.outcomes.map(({ error }) => error)).toEqual([
      'The budget was not raised, because it could not be lowered on google',
      'The platform refused (100)',
      null,
    ]);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
  });

  it('raises although a budget that stays the same could not be pushed', () => {
    const events = play(sync('settings', changed, 'budget'), { answer: failing('push-settings tiktok') });
    expect(askedFor(events)).toContain('push-settings meta');
  });

  it('treats a budget of which the former is not known as raised', () => {
    const unknown = [live('meta'), live('google', { budget: usd(100), previousBudget: usd(300) })];
    expect(askedFor(react([], sync('full', unknown)))).toEqual(['push-settings google']);
  });
});
