import { describe, expect, it } from '@jest/globals';
import {
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failed,
  failing,
  outcomesOf,
  play,
  succeeded,
} from './testing/scripted-run.ts';

const each = (kind: string, ...platforms: readonly string[]): readonly string[] =>
  platforms.map((platform) => `${kind} ${platform}`);
const all = ['meta', 'google', 'tiktok'] as const;

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
