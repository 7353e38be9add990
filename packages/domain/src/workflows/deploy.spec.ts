import { describe, expect, it } from '@jest/globals';
import {
  answeredAt,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failed,
  failing,
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
    ['a campaign already', target('meta', { platformCampaignId: 'x' }), 'A campaign exists on the platform already'],
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

describe('A deployment that rolls back', () => {
  it('removes what was created in reverse order when a platform fails', () => {
    const events = play(deployment('rollback'), { answer: failing('push-settings google') });
    expect(askedFor(events).slice(9)).toEqual(each('remove-campaign', 'tiktok', 'google', 'meta'));
    expect(outcomesOf(events)).toEqual([
      'meta: pending without campaign',
      'google: failed without campaign, error',
      'tiktok: pending without campaign',
    ]);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowFailed',
      data: {
        partial: false,
        reason: 'google: The platform refused (100)',
        rolledBack: [
          { platform: 'tiktok', platformCampaignId: 'tiktok-1' },
          { platform: 'google', platformCampaignId: 'google-1' },
          { platform: 'meta', platformCampaignId: 'meta-1' },
        ],
      },
    });
  });

  it('removes one after the other, each when the one before has settled', () => {
    const events = play(deployment('rollback'), { answer: failing('push-settings google') });
    const removals = events.filter(
      (event) =>
        (event.type === 'OperationRequested' && event.data.step === 'roll_back') ||
        (event.type === 'OperationSettled' && event.data.step === 'roll_back'),
    );
    expect(removals.map(({ type }) => type)).toEqual([
      ...['OperationRequested', 'OperationSettled', 'OperationRequested', 'OperationSettled'],
      ...['OperationRequested', 'OperationSettled'],
    ]);
  });

  it('waits for what is in flight, and removes a campaign that was created late', () => {
    const failsFirst = play(deployment('rollback'), {
      answer: failing('create-campaign meta'),
      pick: (open) =>
        Math.max(
          0,
          open.findIndex(({ platform }) => platform === 'meta'),
        ),
    });
    expect(askedFor(failsFirst).slice(6)).toEqual(each('remove-campaign', 'tiktok', 'google'));
  });

  it('pauses what was activated before it removes anything', () => {
    const events = play(deployment('rollback'), { answer: failing('activate-campaign tiktok') });
    expect(askedFor(events).slice(12)).toEqual([
      ...each('pause-campaign', 'google', 'meta'),
      ...each('remove-campaign', 'tiktok', 'google', 'meta'),
    ]);
  });

  it('says so when a campaign could not be removed and is still there', () => {
    const events = play(deployment('rollback'), {
      answer: failing('push-settings google', 'remove-campaign meta'),
    });
    expect(outcomesOf(events)[0]).toBe('meta: failed meta-1, error');
    expect(endOf(events).data.outcomes[0]?.error).toMatch(
      /^The campaign is still on the platform: The platform refused/,
    );
    expect(endOf(events).data.outcomes[0]?.tag).toMatch(/^op-/);
  });

  it('calls a campaign active that could be neither paused nor removed', () => {
    const events = play(deployment('rollback'), {
      answer: failing('activate-campaign tiktok', 'pause-campaign meta', 'remove-campaign meta'),
    });
    expect(outcomesOf(events)[0]).toBe('meta: active meta-1, error');
  });

  it('forgets that a campaign could not be paused once it is removed', () => {
    const events = play(deployment('rollback'), { answer: failing('activate-campaign tiktok', 'pause-campaign meta') });
    expect(outcomesOf(events)[0]).toBe('meta: pending without campaign');
    expect(eventsOf(events, 'StepFailed').map(({ data }) => data.step)).toEqual(['activate_campaigns']);
  });

  it('leaves the tag of a campaign of which nobody knows whether it exists', () => {
    const events = play(deployment('rollback'), {
      answer: (asked) =>
        asked.task.kind === 'create-campaign' && asked.platform === 'meta'
          ? failed(asked, { class: 'unknown-outcome', message: 'No answer', code: '' })
          : succeeded(asked),
    });
    const outcome = endOf(events).data.outcomes[0];
    expect(outcome).toMatchObject({ status: 'failed', platformCampaignId: null });
    expect(outcome?.error).toBe(`A campaign marked ${outcome?.tag} may exist on the platform: No answer`);
  });

  it('has nothing to remove when validation fails', () => {
    const events = play(deployment('rollback'), { answer: failing('verify-account meta') });
    expect(askedFor(events)).toEqual(each('verify-account', ...all));
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { rolledBack: [] } });
  });
});

describe('A deployment that continues', () => {
  it('completes when every platform went live', () => {
    expect(play(deployment('continue')).at(-1)?.type).toBe('WorkflowCompleted');
  });

  it('brings the others live when one fails, and is partial', () => {
    const events = play(deployment('continue'), { answer: failing('create-campaign google') });
    expect(outcomesOf(events)).toEqual([
      'meta: active meta-1',
      'google: failed without campaign, error',
      'tiktok: active tiktok-1',
    ]);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true, rolledBack: [] } });
    expect(eventsOf(events, 'StepCompleted')[1]?.data.failedPlatforms).toEqual(['google']);
  });

  it('leaves a campaign paused whose settings could not be set', () => {
    const events = play(deployment('continue'), { answer: failing('push-settings google') });
    expect(askedFor(events)).not.toContain('activate-campaign google');
    expect(outcomesOf(events)[1]).toBe('google: failed google-1, error');
  });

  it('pauses a campaign of which nobody knows whether it was activated', () => {
    const unknown = { class: 'unknown-outcome', message: 'No answer' } as const;
    const events = play(deployment('continue'), {
      answer: (asked) =>
        asked.task.kind === 'activate-campaign' && asked.platform === 'meta'
          ? failed(asked, unknown)
          : succeeded(asked),
    });
    expect(askedFor(events).at(-1)).toBe('pause-campaign meta');
    expect(outcomesOf(events)[0]).toBe('meta: failed meta-1, error');
  });

  it('calls it active when it could not be paused either', () => {
    const events = play(deployment('continue'), {
      answer: (asked) =>
        asked.platform === 'meta' && ['activate-campaign', 'pause-campaign'].includes(asked.task.kind)
          ? failed(asked, { class: 'unknown-outcome' })
          : succeeded(asked),
    });
    expect(outcomesOf(events)[0]).toBe('meta: active meta-1, error');
  });

  it('is failed, not partial, when no platform is left, and skips the steps that remain', () => {
    const events = play(deployment('continue'), { answer: failing(...each('create-campaign', ...all)) });
    expect(askedFor(events)).toHaveLength(6);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: false } });
    expect(eventsOf(events, 'StepFailed').map(({ data }) => data.step)).toEqual(['create_platform_campaigns']);
  });
});
