import type { AdCreative, FieldState, SyncDirection, WorkflowTarget } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { type Asked, askedFor, endOf, eventsOf, failed, live, play, succeeded, sync } from './testing/scripted-run.ts';

const creativeOf = (n: number, change: Partial<AdCreative> = {}): AdCreative => ({
  ...{ creativeId: `c0000000-0000-4000-8000-00000000000${n}`, name: `Hero ${n}`, format: 'image' },
  ...change,
});
const creatives = [creativeOf(1), creativeOf(2), creativeOf(3, { platforms: ['google'] })];
const first = { creativeId: creativeOf(1).creativeId, platformAdId: 'ad-1', tag: 'op-ad-1' };
const adGroup = { platformAdGroupId: 'group-1', tag: 'op-group-1' };

const state = (change: Partial<FieldState>): FieldState => ({
  ...{ field: 'existence', path: 'existence', desired: 'present', lastApplied: 'present', observed: 'present' },
  ...{ difference: 'in_sync', policy: 'ours', action: 'none', note: null },
  ...change,
});
const there = state({});

const withLook =
  (fields: readonly FieldState[], answer: (asked: Asked) => ReturnType<typeof succeeded> = succeeded) =>
  (asked: Asked) =>
    asked.task.kind === 'read-changes'
      ? succeeded(asked, { kind: 'read-changes', seen: [], detected: [], unseen: [], fields: [...fields] })
      : answer(asked);

type More = Readonly<{
  fields?: readonly FieldState[];
  answer?: Parameters<typeof withLook>[1];
  direction?: SyncDirection;
  accepted?: string[];
}>;

const synced = (targets: readonly WorkflowTarget[], { fields = [there], answer, ...more }: More = {}) =>
  play(sync('creative', targets, 'manual', { creatives, ...more }), { answer: withLook(fields, answer) });

const meta = live('meta', { adGroup, ads: [first] });

describe('A creative sync', () => {
  it('looks, and then makes the ads that there never were, looking for each first', () => {
    const events = synced([meta]);
    expect(askedFor(events)).toEqual(['read-changes meta', 'create-ad meta']);
    expect(eventsOf(events, 'OperationRequested').at(-1)?.data).toMatchObject({
      step: 'sync_creatives',
      task: { platformAdGroupId: 'group-1', creative: { name: 'Hero 2' }, mayExist: true },
    });
    expect(endOf(events).data.outcomes[0]?.ads?.map(({ creativeId }) => creativeId)).toEqual([
      first.creativeId,
      creativeOf(2).creativeId,
    ]);
  });

  it('makes nothing again that was made and is gone', () => {
    const fields = [there, state({ field: 'ads', path: 'ads.ad-1.status', observed: 'removed', action: 'reported' })];
    const ads = creatives.map(({ creativeId }) => ({ ...first, creativeId }));
    expect(askedFor(synced([live('meta', { adGroup, ads })], { fields }))).toEqual(['read-changes meta']);
  });

  it('makes the ad group too where there never was one', () => {
    expect(askedFor(synced([live('google')]))).toEqual([
      ...['read-changes google', 'create-ad-group google'],
      ...['create-ad google', 'create-ad google', 'create-ad google'],
    ]);
  });

  it('only looks when it pulls', () => {
    expect(askedFor(synced([live('google')], { direction: 'pull' }))).toEqual(['read-changes google']);
  });

  it.each([
    ['the campaign is gone', state({ observed: 'missing', difference: 'changed_outside', action: 'reported' })],
    ['it is not clear whether it is there', state({ observed: null, difference: 'unreviewed' })],
  ])('makes nothing when %s', (_, existence) => {
    expect(askedFor(synced([meta], { fields: [existence] }))).toEqual(['read-changes meta']);
  });

  it('makes nothing in an ad group that is gone', () => {
    const group = state({ field: 'ads', path: 'ad_group.group-1.status', observed: 'removed', action: 'reported' });
    expect(askedFor(synced([meta], { fields: [there, group] }))).toEqual(['read-changes meta']);
  });

  it('leaves out what the orchestration goes without on a platform', () => {
    const events = synced([meta, live('google', { adGroup, ads: [first] })], { accepted: ['meta:creatives.Hero 2'] });
    expect(askedFor(events)).toEqual([
      'read-changes meta',
      'read-changes google',
      'create-ad google',
      'create-ad google',
    ]);
  });

  it('goes on with the other ads and platforms when one is refused', () => {
    const google = live('google', { adGroup, ads: [first] });
    const answer = (asked: Asked) =>
      asked.task.kind === 'create-ad' && asked.task.creative.name === 'Hero 2' && asked.platform === 'google'
        ? failed(asked)
        : succeeded(asked);
    const events = synced([meta, google], { answer });
    expect(askedFor(events).slice(2)).toEqual(['create-ad meta', 'create-ad google', 'create-ad google']);
    expect(endOf(events)).toMatchObject({ type: 'WorkflowFailed', data: { partial: true } });
  });

  it('makes ads live where the campaign shall be active, and paused where it shall not', () => {
    const liveOf = (status: 'active' | 'paused') =>
      eventsOf(synced([{ ...meta, status }]), 'OperationRequested').flatMap(({ data: { task } }) =>
        task.kind === 'create-ad' ? [task.live] : [],
      );
    expect(liveOf('active')).toEqual([true]);
    expect(liveOf('paused')).toEqual([undefined]);
  });

  it('starts no campaign and no ad group', () => {
    expect(askedFor(synced([meta, live('google')])).filter((each) => each.startsWith('activate'))).toEqual([]);
  });
});
