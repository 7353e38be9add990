import type { Rotation } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from './orchestration.ts';
import {
  adOf,
  after,
  complete,
  creativeOf,
  decided,
  deploy,
  draft,
  endOf,
  notMade,
  pause,
  refusalOf,
  resume,
  rotate,
  run,
  type Step,
  stateOf,
  sync,
  withAds,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

/** Ads of the creatives 1, 2 and 3 on Google; none on Meta, no campaign on TikTok. */
const withThree = [draft(), deploy(1), endOf('deploy', { google: withAds(3), tiktok: notMade })] as const;
const google = (...ads: ReturnType<typeof adOf>[]) => ({ google: { ...withAds(0), ads } });
/** The first is shown, the others rest. */
const first = google(adOf(1), adOf(2, true), adOf(3, true));
const rotated = [...withThree, rotate(2, { rest: [2, 3] }), endOf('rotate', first)] as const;

const adsOf = (...steps: readonly Step[]) => stateOf(after(...steps)).mappings[1]?.ads;

describe('a rotation', () => {
  it('names what is shown and what rests, for the platform that it is about', () => {
    expect(decided(after(...withThree), rotate(2, { show: [1], rest: [2] }))).toMatchObject([
      {
        type: 'RotationRequested',
        data: {
          workflowId: run(2),
          rotations: [{ platform: 'google', show: [creativeOf(1)], rest: [creativeOf(2)] }],
          targets: [{ platform: 'google', ads: [adOf(1), adOf(2), adOf(3)] }],
        },
      },
    ]);
  });

  it('tells at its end which ads rest, and changes nothing else about the campaign', () => {
    const history = after(...withThree, rotate(2, { rest: [2, 3] }));
    expect(decided(history, endOf('rotate', first))).toMatchObject([
      {
        type: 'PlatformCampaignStatusChanged',
        data: { platform: 'google', status: 'active', error: null, ads: [adOf(1), adOf(2, true), adOf(3, true)] },
      },
      { type: 'WorkflowSettled', data: { workflowType: 'optimization', outcome: 'completed' } },
    ]);
  });

  it('that comes out as it was tells of no change', () => {
    const history = after(...rotated, rotate(3, { show: [1], rest: [2] }));
    expect(decided(history, endOf('rotate')).map(({ type }) => type)).toEqual(['WorkflowSettled']);
  });

  it('that a platform refuses in part is not told as an error of the campaign, and keeps what was done', () => {
    const partly = { google: { ...google(adOf(1), adOf(2, true), adOf(3)).google, error: 'Ad 3 is gone' } };
    const history = after(...withThree, rotate(2, { rest: [2, 3] }), endOf('rotate', partly));
    expect(stateOf(history).mappings[1]).toMatchObject({
      ...{ status: 'active', error: null, ads: [adOf(1), adOf(2, true), adOf(3)] },
    });
  });

  it('is known to a pause, a resume and a deployment that follow: none of them revives what rests', () => {
    const resumed = [...rotated, pause(3), endOf('pause'), resume(4), endOf('resume')] as const;
    expect(adsOf(...resumed)).toEqual([adOf(1), adOf(2, true), adOf(3, true)]);
    for (const next of [pause(5), sync(5)]) {
      expect(decided(after(...resumed), next)).toMatchObject([
        { data: { targets: expect.arrayContaining([expect.objectContaining({ ads: first.google.ads })]) } },
      ]);
    }
    expect(adsOf(...resumed, deploy(6), endOf('deploy'))).toEqual(first.google.ads);
  });

  it('beside a pause is kept, whichever ends first', () => {
    const both = [...withThree, rotate(2, { rest: [2, 3] }), pause(3)] as const;
    for (const ends of [
      [endOf('rotate', first), endOf('pause')],
      [endOf('pause'), endOf('rotate', first)],
    ]) {
      expect(stateOf(after(...both, ...ends)).mappings[1]).toMatchObject({ status: 'paused', ads: first.google.ads });
    }
  });

  it('shows again what rested', () => {
    const swapped = google(adOf(1, true), adOf(2), adOf(3, true));
    expect(adsOf(...rotated, rotate(3, { show: [2], rest: [1] }), endOf('rotate', swapped))).toEqual([
      ...[adOf(1, true), adOf(2), adOf(3, true)],
    ]);
  });

  it('does nothing the second time', () => {
    given(...after(...withThree, rotate(2, { rest: [2] })))
      .when(rotate(2, { rest: [2] }))
      .thenNothing();
  });

  it('waits for a sync and for whatever changes what campaigns are, and they wait for it', () => {
    for (const busy of [sync(2), pause(2), complete(2)]) {
      given(...after(...withThree, busy))
        .when(rotate(3, { rest: [2] }))
        .thenRejects('workflow-in-progress');
    }
    for (const other of [sync(3), rotate(3, { rest: [3] }), deploy(3)]) {
      given(...after(...withThree, rotate(2, { rest: [2] })))
        .when(other)
        .thenRejects('workflow-in-progress');
    }
  });

  const several = (...rotations: Rotation[]) =>
    ({ type: 'RequestRotation', data: { ...rotate(2, {}).data, rotations } }) as const;
  const onGoogle: Rotation = { platform: 'google', show: [creativeOf(1)], rest: [] };

  it.each([
    ['nothing would be left to show', rotate(2, { rest: [1, 2, 3] }), 'rotation-not-possible'],
    ['a creative has no ad there', rotate(2, { show: [4], rest: [1] }), 'rotation-not-possible'],
    ['there are no ads', rotate(2, { platform: 'meta', show: [1] }), 'rotation-not-possible'],
    ['a creative is to be shown and to rest', rotate(2, { show: [1], rest: [1] }), 'rotation-not-possible'],
    ['a platform is named twice', several(onGoogle, onGoogle), 'rotation-not-possible'],
    ['no platform is named', several(), 'illegal-transition'],
    ['there is no campaign', rotate(2, { platform: 'tiktok', show: [1] }), 'illegal-transition'],
    ['it is another platform', rotate(2, { platform: 'snapchat', show: [1] }), 'platform-not-in-orchestration'],
  ])('is refused when %s', (_, command, code) => {
    given(...after(...withThree))
      .when(command)
      .thenRejects(code);
  });

  it('is refused when what is shown would rest and the others rest already, and names the platform', () => {
    expect(refusalOf(stateOf(after(...rotated)), rotate(3, { rest: [1] }))?.details).toEqual({ platform: 'google' });
  });
});
