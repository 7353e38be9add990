import { describe, expect, it } from '@jest/globals';
import { askedFor, deployment, outcomesOf, play, target } from './testing/scripted-run.ts';

const leftBehind = target('meta', { platformCampaignId: 'meta-7', tag: 'op-7' });

describe('A deployment after one that left a campaign behind', () => {
  it('takes the campaign over instead of creating a second one', () => {
    const events = play(deployment('continue', [leftBehind]));
    expect(askedFor(events)).toEqual(['verify-account meta', 'push-settings meta', 'activate-campaign meta']);
    expect(outcomesOf(events)).toEqual(['meta: active meta-7']);
  });

  it('creates only where there is none', () => {
    const events = play(deployment('continue', [leftBehind, target('google')]));
    expect(askedFor(events).filter((asked) => asked.startsWith('create'))).toEqual(['create-campaign google']);
    expect(outcomesOf(events)).toEqual(['meta: active meta-7', 'google: active google-1']);
  });
});
