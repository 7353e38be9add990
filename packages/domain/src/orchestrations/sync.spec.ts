import type { OrchestrationEvent, SyncDirection, SyncType } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  after,
  budget,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  id,
  later,
  mappingOf,
  mixed,
  run,
  stateOf,
  still,
  sync,
  unit,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

describe('sync', () => {
  it('covers the platforms that have a campaign, active or paused', () => {
    expect(decided(after(...mixed), sync(5))).toMatchObject([
      { data: { syncType: 'full', trigger: 'manual', targets: [{ platform: 'meta' }, { platform: 'google' }] } },
    ]);
  });

  const syncOf = (syncType: SyncType, direction?: SyncDirection) =>
    ({ type: 'RequestSync', data: { ...sync(5).data, syncType, direction } }) as const;

  it.each([
    ['performance', 'push'],
    ['performance', 'bidirectional'],
    ['incremental', 'push'],
  ] as const)('of type %s cannot %s', (syncType, direction) => {
    given(...after(...active))
      .when(syncOf(syncType, direction))
      .thenRejects('sync-direction-not-possible');
  });

  it('that only looks sends no budget', () => {
    const history = after(...mixed, budget(4, [60, 30, 20]), endOf('sync', { meta: still('active') }));
    expect(stateOf([...history, ...decided(history, syncOf('settings', 'pull'))]).mappings[0]?.sent).toEqual(
      stateOf(history).mappings[0]?.sent,
    );
  });

  it('says what was last confirmed, and what happens to differences', () => {
    const policy = { budget: 'theirs', status: 'report' } as const;
    const history = after(
      draft({ sync: { strategy: 'manual', frequencyMinutes: 15, policy } }),
      deploy(1),
      endOf('deploy'),
    );
    expect(decided(history, sync(5))).toMatchObject([
      {
        data: {
          policy,
          targets: [
            { lastApplied: { name: 'Q4 Brand Campaign', status: 'active', budget: { micros: 50 * unit } } },
            { lastApplied: { budget: { micros: 30 * unit } } },
            { lastApplied: { budget: { micros: 20 * unit } } },
          ],
        },
      },
    ]);
  });

  it('of creatives says what is to be there', () => {
    const creatives = [{ name: 'Hero', format: 'image' as const }];
    const history = after(draft({ creatives }), deploy(1), endOf('deploy'));
    expect(decided(history, syncOf('creative'))).toMatchObject([{ data: { creatives: [{ name: 'Hero' }] } }]);
  });

  it('is refused when no platform has a campaign', () => {
    given(...after(...failed))
      .when(sync(5))
      .thenRejects('nothing-to-sync');
  });

  it.each([
    ['the day before the flight, for accounts in the west', {}, later, '2026-02-28'],
    ['the beginning of the flight, however long ago', {}, '2026-03-30T12:00:00.000Z', '2026-02-28'],
    [
      'yesterday when the flight has not begun, never a day to come',
      { schedule: { startAt: '2026-06-01T00:00:00.000Z', endAt: null, durationDays: 30 } },
      later,
      '2026-03-04',
    ],
  ])('reads results from %s', (_, changes, at, since) => {
    const history = after(draft(changes), deploy(1), endOf('deploy'));
    expect(decided(history, sync(5, at))).toMatchObject([{ data: { since } }]);
  });

  it('changes nothing about the campaigns, whatever it saw', () => {
    const history = after(...active, sync(5));
    const saw = {
      meta: { status: 'paused', error: 'not found' },
      google: { status: 'failed', platformCampaignId: null, error: 'not found' },
    } as const;
    given(...history)
      .when(endOf('sync', saw, later)(history))
      .then({
        type: 'WorkflowSettled',
        data: {
          orchestrationId: id,
          workflowId: run(5),
          workflowType: 'sync',
          outcome: 'partial',
          pushed: [mappingOf('tiktok')],
          at: later,
        },
      });
  });

  it('that only looks asks from long before the flight on, and then from where the last complete look began', () => {
    const look = (n: number, at: string) =>
      ({ type: 'RequestSync', data: { ...sync(n, at).data, syncType: 'incremental' } }) as const;
    const windowOf = (events: readonly OrchestrationEvent[]) =>
      events.map((event) => (event.type === 'SyncRequested' ? [event.data.changedSince, event.data.changedUntil] : []));
    expect(windowOf(decided(after(...active), look(5, later)))).toEqual([['2026-02-03T12:00:00.000Z', later]]);
    const again = '2026-03-06T12:00:00.000Z';
    expect(windowOf(decided(after(...active, look(5, later), endOf('sync')), look(6, again)))).toEqual([
      ['2026-03-05T11:50:00.000Z', again],
    ]);
    const incomplete = after(...active, look(5, later), endOf('sync', { meta: { error: 'away' } }));
    expect(windowOf(decided(incomplete, look(6, again)))).toEqual([['2026-02-04T12:00:00.000Z', again]]);
  });

  it('can follow a sync that has ended', () => {
    expect(decided(after(...active, sync(5), endOf('sync')), sync(6))).toHaveLength(1);
  });
});
