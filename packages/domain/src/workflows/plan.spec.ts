import { describe, expect, it } from '@jest/globals';
import type { WorkflowInput } from './input.ts';
import {
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failing,
  live,
  outcomesOf,
  play,
  requestedAt,
  target,
} from './testing/scripted-run.ts';

const creative = { creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero', format: 'image' } as const;
const planOf = (...targets: Parameters<typeof deployment>[1] & object): WorkflowInput => {
  const { data } = deployment('rollback', targets, { creatives: [creative], accepted: ['meta:targeting.age'] });
  return { type: 'PlanRequested', data: { ...data, planHash: 'hash' }, at: requestedAt };
};

describe('A plan', () => {
  const leftOver = live('google', { status: 'failed' });
  const events = play(planOf(target('meta'), leftOver));

  it('asks each platform, and calls nothing that makes or changes anything', () => {
    expect(askedFor(events)).toEqual(['verify-account meta', 'verify-account google']);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowCompleted',
      data: { purpose: { goal: 'plan', planHash: 'hash' } },
    });
  });

  it('asks to be told everything, with what will be looked for first where a campaign was left behind', () => {
    const asked = eventsOf(events, 'OperationRequested').map(({ data: { task } }) =>
      task.kind === 'verify-account' ? task.plan : undefined,
    );
    expect(asked).toMatchObject([
      {
        creatives: [creative],
        spec: { accepted: ['targeting.age'] },
        preview: { mayHaveCampaign: false, mayHaveAds: false },
      },
      { creatives: [creative], preview: { mayHaveCampaign: false, mayHaveAds: true } },
    ]);
  });

  it('leaves every platform as it was, also one that refuses', () => {
    expect(outcomesOf(events)).toEqual(['meta: creating without campaign', 'google: failed google-1']);
    const refused = play(planOf(target('meta'), target('google')), { answer: failing('verify-account google') });
    expect(outcomesOf(refused)).toEqual([
      'meta: creating without campaign',
      'google: creating without campaign, error',
    ]);
  });

  it('does not ask a platform that gets no budget', () => {
    const events = play(planOf(target('meta', { budget: { micros: 0, currency: 'USD' } }), target('google')));
    expect(askedFor(events)).toEqual(['verify-account google']);
    expect(endOf(events).data.outcomes[0]?.error).toContain('No budget');
  });
});
