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
