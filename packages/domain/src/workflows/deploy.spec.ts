import { describe, expect, it } from '@jest/globals';
import {
  answeredAt,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  openIn,
  outcomesOf,
  play,
  react,
  requestedAt,
  succeeded,
  target,
  usualResult,
} from './testing/scripted-run.ts';

const each = (kind: string, ...platforms: readonly string[]): readonly string[] =>
  platforms.map((platform) => `${kind} ${platform}`);
const all = ['meta', 'google', 'tiktok'] as const;

describe('A deployment', () => {
  it('validates, creates, sets and activates on all platforms at once, step by step', () => {
    const events = play(deployment('rollback'));
    expect(askedFor(events)).toEqual([
      ...each('verify-account', ...all),
      ...each('create-campaign', ...all),
      ...each('push-settings', ...all),
      ...each('activate-campaign', ...all),
    ]);
    expect(events.at(-1)?.type).toBe('WorkflowCompleted');
    expect(outcomesOf(events)).toEqual(['meta: active meta-1', 'google: active google-1', 'tiktok: active tiktok-1']);
    expect(eventsOf(events, 'StepCompleted').map(({ data }) => data.step)).toEqual([
      'validate_configuration',
      'create_platform_campaigns',
      'sync_settings',
      'activate_campaigns',
    ]);
  });

  it('begins a step only when all of the step before has settled', () => {
    let events = react([], deployment('rollback'));
    for (const asked of openIn(events).slice(0, 2)) events = react(events, succeeded(asked));
    expect(eventsOf(events, 'StepCompleted')).toEqual([]);
    expect(openIn(events)).toHaveLength(1);
  });

  it('keeps a copy of what it was asked for and takes its times from what it hears', () => {
    const [started, ...rest] = play(deployment('continue'));
    expect(started).toMatchObject({
      type: 'WorkflowStarted',
      data: { workflowType: 'creation', purpose: { goal: 'deploy', failurePolicy: 'continue' }, at: requestedAt },
    });
    expect(rest.at(-1)?.data.at).toBe(answeredAt);
  });

  it('never goes back in time when the clocks of two services differ', () => {
    const events = react([], deployment('rollback'));
    const [asked] = openIn(events);
    if (asked === undefined) throw new Error('nothing asked');
    const after = react(events, { ...succeeded(asked), at: '2026-03-01T08:59:00.000Z' });
    expect(after.at(-1)?.data.at).toBe(requestedAt);
  });

  it('marks each campaign with a tag of its own, makes it paused and reports the tag', () => {
    const events = play(deployment('rollback'));
    const tags = eventsOf(events, 'OperationRequested').flatMap(({ data: { task } }) =>
      task.kind === 'create-campaign' ? [task.tag] : [],
    );
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^op-[0-9a-f]{10}$/);
    expect(endOf(events).data.outcomes.map(({ tag }) => tag)).toEqual(tags);
    const pushes = eventsOf(events, 'OperationRequested').filter(({ data }) => data.task.kind === 'push-settings');
    for (const { data } of pushes) expect(data.task).toMatchObject({ status: 'paused', spec: { name: 'Spring Sale' } });
  });

  it('has each field of what it made compared when it sets it, so that it has been looked at', () => {
    const asked = eventsOf(play(deployment('continue')), 'OperationRequested');
    const told = asked.flatMap(({ data: { task } }) => (task.kind === 'push-settings' ? [task.reconciliation] : []));
    expect(told).toEqual(all.map(() => ({ direction: 'push', policy: {}, lastApplied: null })));
  });

  it('fails a platform whose account is kept in another currency, with both currencies named', () => {
    const events = play(deployment('continue'), {
      answer: (asked) => succeeded(asked, usualResult(asked, asked.platform === 'google' ? 'EUR' : 'USD')),
    });
    expect(askedFor(events)).not.toContain('create-campaign google');
    expect(endOf(events).data.outcomes[1]?.error).toBe('The ad account is kept in EUR, the budget in USD');
  });

  it.each([
    [
      'no budget',
      target('meta', { budget: { micros: 0, currency: 'USD' } }),
      'No budget is allocated to this platform',
    ],
  ])('asks nobody for a platform that has %s', (_, faulty, error) => {
    const events = play(deployment('continue', [faulty, target('google')]));
    expect(askedFor(events).filter((asked) => asked.endsWith('meta'))).toEqual([]);
    expect(endOf(events).data.outcomes[0]).toMatchObject({ status: 'failed', error });
    expect(endOf(events).data.outcomes[1]).toMatchObject({ status: 'active', error: null });
  });

  it('fails at once when the flight is over', () => {
    const late = { ...deployment('rollback'), at: '2026-04-01T00:00:00.000Z' };
    const events = react([], late);
    expect(events.map(({ type }) => type)).toEqual(['WorkflowStarted', 'StepStarted', 'StepFailed', 'WorkflowFailed']);
    expect(endOf(events).data.outcomes[0]?.error).toBe('The end of the flight lies in the past');
  });
});
