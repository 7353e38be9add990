import { describe, expect, it } from '@jest/globals';
import {
  askedFor,
  endOf,
  failed,
  failing,
  live,
  outcomesOf,
  play,
  request,
  succeeded,
} from './testing/scripted-run.ts';

const active = [live('meta'), live('google')];
const paused = [live('meta', { status: 'paused' }), live('google', { status: 'paused' })];

describe.each(['PauseRequested', 'CompletionRequested'] as const)('A run for %s', (type) => {
  it('pauses every campaign', () => {
    const events = play(request(type, active));
    expect(askedFor(events)).toEqual(['pause-campaign meta', 'pause-campaign google']);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowCompleted', data: { workflowType: 'deactivation' } });
    expect(outcomesOf(events)).toEqual(['meta: paused meta-1', 'google: paused google-1']);
  });

  it('reports a campaign that could not be paused as active', () => {
    const events = play(request(type, active), { answer: failing('pause-campaign meta') });
    expect(outcomesOf(events)).toEqual(['meta: active meta-1, error', 'google: paused google-1']);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
  });

  it('is failed when none could be paused', () => {
    const events = play(request(type, active), { answer: failing('pause-campaign meta', 'pause-campaign google') });
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: false } });
  });
});

describe('A resume', () => {
  it('activates every campaign', () => {
    const events = play(request('ResumeRequested', paused));
    expect(askedFor(events)).toEqual(['activate-campaign meta', 'activate-campaign google']);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowCompleted', data: { workflowType: 'activation' } });
    expect(outcomesOf(events)).toEqual(['meta: active meta-1', 'google: active google-1']);
  });

  it('reports a campaign that could not be activated as paused', () => {
    const events = play(request('ResumeRequested', paused), { answer: failing('activate-campaign google') });
    expect(outcomesOf(events)).toEqual(['meta: active meta-1', 'google: paused google-1, error']);
  });

  it('calls a campaign active that may have been activated', () => {
    const events = play(request('ResumeRequested', paused), {
      answer: (asked) => (asked.platform === 'meta' ? failed(asked, { class: 'unknown-outcome' }) : succeeded(asked)),
    });
    expect(outcomesOf(events)[0]).toBe('meta: active meta-1, error');
  });

  it('asks nobody about a platform without a campaign', () => {
    const events = play(request('ResumeRequested', [live('meta', { platformCampaignId: null }), live('google')]));
    expect(askedFor(events)).toEqual(['activate-campaign google']);
    expect(endOf(events).data.outcomes[0]?.error).toBe('No campaign exists on the platform');
  });
});
