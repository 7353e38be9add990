import type { FieldState, OperationResult, Rotation, WorkflowTarget } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  type Asked,
  askedFor,
  deployment,
  endOf,
  eventsOf,
  failed,
  live,
  play,
  request,
  rotation,
  succeeded,
  sync,
} from './testing/scripted-run.ts';

const creativeId = (n: number): string => `c0000000-0000-4000-8000-00000000000${n}`;
const adOf = (n: number, resting?: true) => ({
  ...{ creativeId: creativeId(n), platformAdId: `ad-${n}`, tag: `op-ad-${n}` },
  ...(resting === undefined ? {} : { resting }),
});
const adGroup = { platformAdGroupId: 'group-1', tag: 'op-group-1' };
/** One is shown, two rests. */
const onMeta = live('meta', { adGroup, ads: [adOf(1), adOf(2, true)] });
const onGoogle = live('google', { adGroup, ads: [adOf(1), adOf(2)] });
const showSecond = (platform: Rotation['platform']): Rotation => ({
  ...{ platform, show: [creativeId(2)], rest: [creativeId(1)] },
});

type Answer = (asked: Asked) => ReturnType<typeof succeeded>;
const rotated = (targets: readonly WorkflowTarget[], answer: Answer = succeeded) =>
  play(
    rotation(
      targets,
      targets.map(({ platform }) => showSecond(platform)),
    ),
    { answer },
  );
const adsIn = (events: ReturnType<typeof rotated>, index = 0) => endOf(events).data.outcomes[index]?.ads;

const answering =
  (result: Partial<Extract<OperationResult, { kind: 'rotate-ads' }>>): Answer =>
  (asked) =>
    succeeded(asked, { kind: 'rotate-ads', shown: [], rested: [], refused: [], ...result });

const childrenIn = (events: ReturnType<typeof play>) =>
  eventsOf(events, 'OperationRequested').flatMap(({ data: { task } }) => ('children' in task ? [task.children] : []));
const resting = { platformAdGroupId: 'group-1', platformAdIds: ['ad-1', 'ad-2'], restingAdIds: ['ad-2'] };

describe('A rotation', () => {
  it('asks each platform to show some ads and then to rest others, all at once', () => {
    const events = rotated([onMeta, onGoogle]);
    expect(askedFor(events)).toEqual(['rotate-ads meta', 'rotate-ads google']);
    expect(eventsOf(events, 'OperationRequested')[0]?.data).toMatchObject({
      step: 'rotate_creatives',
      task: { platformCampaignId: 'meta-1', platformAdGroupId: 'group-1', show: ['ad-2'], rest: ['ad-1'] },
    });
    expect(childrenIn(events)[0]).toEqual(resting);
  });

  it('ends with the ads as they are, and the campaign as it was', () => {
    const events = rotated([onMeta]);
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowCompleted',
      data: { workflowType: 'optimization', outcomes: [{ status: 'active', platformCampaignId: 'meta-1' }] },
    });
    expect(adsIn(events)).toEqual([adOf(1, true), adOf(2)]);
  });

  it('keeps what was shown and tells what could not rest', () => {
    const refused = [{ platformAdId: 'ad-1', wanted: 'rest' as const, message: 'It is under review' }];
    const events = rotated([onMeta], answering({ shown: ['ad-2'], refused }));
    expect(endOf(events)).toMatchObject({
      type: 'WorkflowFailed',
      data: { reason: 'meta: Ad ad-1 could not be rested: It is under review' },
    });
    expect(adsIn(events)).toEqual([adOf(1), adOf(2)]);
  });

  it('of one platform that refuses does not keep the others', () => {
    const events = rotated([onMeta, onGoogle], (asked) =>
      asked.platform === 'meta' ? failed(asked) : succeeded(asked),
    );
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
    expect([adsIn(events, 0), adsIn(events, 1)]).toEqual([onMeta.ads, [adOf(1, true), adOf(2)]]);
  });
});

describe('An ad that rests', () => {
  it.each([
    ['a resume', request('ResumeRequested', [{ ...onMeta, status: 'paused' }])],
    ['a pause', request('PauseRequested', [onMeta])],
    ['a sync', sync('full', [onMeta])],
    ['a deployment of what is left', deployment('rollback', [{ ...onMeta, status: 'creating' }])],
  ] as const)('is told as such to every platform by %s', (_, started) => {
    const children = childrenIn(play(started));
    expect(children.length).toBeGreaterThan(0);
    for (const each of children) expect(each).toEqual(resting);
  });

  it('is not made again by a sync of the creatives, nor by a deployment', () => {
    const creatives = [1, 2].map((n) => ({ creativeId: creativeId(n), name: `Hero ${n}`, format: 'image' as const }));
    const fields: FieldState[] = [
      {
        ...{ field: 'existence', path: 'existence', desired: 'present', lastApplied: 'present', observed: 'present' },
        ...{ difference: 'in_sync', policy: 'ours', action: 'none', note: null },
      } as const,
    ];
    const answer: Answer = (asked) =>
      asked.task.kind === 'read-changes'
        ? succeeded(asked, { kind: 'read-changes', seen: [], detected: [], unseen: [], fields })
        : succeeded(asked);
    expect(askedFor(play(sync('creative', [onMeta], 'manual', { creatives }), { answer }))).toEqual([
      'read-changes meta',
    ]);
    const again = play(deployment('rollback', [{ ...onMeta, status: 'creating' }], { creatives }));
    expect(askedFor(again)).not.toContain('create-ad meta');
    expect(adsIn(again)).toEqual(onMeta.ads);
  });
});
