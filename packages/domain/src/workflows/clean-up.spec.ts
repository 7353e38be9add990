import { describe, expect, it } from '@jest/globals';
import type { WorkflowInput } from './input.ts';
import { askedFor, deployment, endOf, failing, live, outcomesOf, play, requestedAt } from './testing/scripted-run.ts';

const left = [
  live('meta', { status: 'failed' }),
  live('google', { status: 'active' }),
  live('tiktok', { status: 'failed' }),
];
const { failurePolicy: _, ...about } = deployment('rollback', left).data;
const cleanUp: WorkflowInput = { type: 'CleanUpRequested', data: about, at: requestedAt };

describe('A clean-up', () => {
  it('pauses what may spend, then removes every campaign that was left behind', () => {
    const events = play(cleanUp);
    expect(askedFor(events)).toEqual([
      'pause-campaign google',
      'remove-campaign meta',
      'remove-campaign google',
      'remove-campaign tiktok',
    ]);
    expect(outcomesOf(events)).toEqual([
      'meta: pending without campaign',
      'google: pending without campaign',
      'tiktok: pending without campaign',
    ]);
    expect(endOf(events).type).toBe('WorkflowCompleted');
  });

  it('goes on with the others when a platform refuses, and says what is still there', () => {
    const events = play(cleanUp, { answer: failing('remove-campaign meta', 'remove-campaign google') });
    expect(outcomesOf(events)).toEqual([
      'meta: failed meta-1, error',
      'google: failed google-1, error',
      'tiktok: pending without campaign',
    ]);
    expect(endOf(events).data).toMatchObject({ partial: true });
  });

  it('removes a campaign that could not be paused', () => {
    const events = play(cleanUp, { answer: failing('pause-campaign google') });
    expect(outcomesOf(events)[1]).toBe('google: pending without campaign');
    expect(endOf(events).type).toBe('WorkflowCompleted');
  });

  it('calls a campaign active that could neither be paused nor removed', () => {
    const events = play(cleanUp, { answer: failing('pause-campaign google', 'remove-campaign google') });
    expect(outcomesOf(events)[1]).toBe('google: active google-1, error');
  });
});
