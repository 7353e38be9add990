import { describe, expect, it } from '@jest/globals';
import { adRows } from '../delivery/ad-reports.ts';
import { dailyRows } from '../delivery/reports.ts';
import { sumOfResults } from '../delivery/results.ts';
import type { Campaign } from './campaign.ts';
import { type Child, type ReviewState, reviewAt, reviewFor } from './child.ts';
import { openStore, type Store } from './store.ts';

const day = 86_400_000;
const start = Date.parse('2026-12-01T00:00:00Z');

const campaign: Campaign = {
  ...{ platform: 'meta', adAccountId: '1', id: '10', serial: 0, name: 'Spring Sale', status: 'active' },
  ...{ budget: { kind: 'lifetime', micros: 3_000_000_000 }, createdAt: start, updatedAt: start, details: {} },
  ...{ startAt: start, endAt: start + 30 * day },
};
const common = { platform: 'meta', adAccountId: '1', createdAt: start, updatedAt: start, details: {} } as const;
const group = (change: Partial<Child> = {}): Child => ({
  ...{ ...common, kind: 'ad_group', id: '20', serial: 0, campaignId: '10', name: 'Main', status: 'active' },
  ...change,
});
const ad = (id: string, change: Partial<Child> = {}): Child => ({
  ...{ ...common, kind: 'ad', id, serial: Number(id), campaignId: '10', adGroupId: '20', name: `Ad ${id}` },
  ...{ status: 'active', review: reviewFor(`Ad ${id}`, start, 0) },
  ...change,
});

/** A sandbox in which one campaign has these children, and its clock. */
const world = (...children: readonly Child[]): Readonly<{ store: Store; at: (days: number) => Store }> => {
  let now = start;
  const store = openStore({ seed: 7, dayMs: day, journalPath: undefined, now: () => new Date(now) });
  store.commit([
    {
      type: 'AccountOpened',
      account: {
        ...{ platform: 'meta', adAccountId: '1', name: 'Shop', currency: 'EUR' },
        timeZone: 'UTC',
        createdAt: start,
      },
    },
    { type: 'CampaignCreated', campaign },
    ...children.map((child) => ({ type: 'ChildCreated' as const, child })),
  ]);
  return {
    store,
    at: (days) => {
      now = start + days * day;
      return store;
    },
  };
};

const spend = (store: Store): number => sumOfResults(dailyRows(store, campaign)).spendMicros;

describe('A campaign', () => {
  it.each<readonly [string, readonly Child[]]>([
    ['whose ad group is paused', [group({ status: 'paused' }), ad('1')]],
    ['whose ad is paused', [group(), ad('1', { status: 'paused' })]],
    ['whose ad was turned away', [group(), ad('1', { review: reviewFor('rejected', start, 0) })]],
    ['whose only ad stands in an ad group that was deleted', [group({ status: 'deleted' }), ad('1')]],
    ['with an ad group and no ad', [group()]],
    ['whose ad group is over', [group({ endAt: start - day }), ad('1')]],
  ])('%s delivers nothing', (_what, children) => {
    expect(spend(world(...children).at(5))).toBe(0);
  });

  it('delivers when an ad group and an approved ad in it are active', () => {
    expect(spend(world(group(), ad('1')).at(5))).toBeGreaterThan(0);
  });

  it('delivers from the moment on at which its ad is approved', () => {
    const { at } = world(group(), ad('1', { review: reviewFor('Hero', start, 3 * day) }));
    expect(spend(at(2.9))).toBe(0);
    const rows = dailyRows(at(5), campaign);
    expect(rows.map(({ date }) => date)).toEqual(['2026-12-04', '2026-12-05']);
  });

  it('never spends more than the smaller one of the budgets of both levels', () => {
    const { at } = world(group({ budget: { kind: 'lifetime', micros: 500_000_000 } }), ad('1'));
    expect(spend(at(40))).toBe(500_000_000);
  });

  it('is shared by its ads, whose results add up to its own on every day', () => {
    const { store, at } = world(group(), ad('1'), ad('2'), ad('3', { status: 'paused' }));
    at(2.5);
    store.commit([{ type: 'ChildChanged', platform: 'meta', kind: 'ad', id: '1', changes: { status: 'paused' } }]);
    const rows = adRows(at(6), campaign);
    for (const whole of dailyRows(store, campaign)) {
      const { date, ...results } = whole;
      expect({ date, ...sumOfResults(rows.filter((row) => row.date === date)) }).toEqual({ date, ...results });
    }
    const days = (id: string) => rows.filter(({ adId }) => adId === id).map(({ date }) => date.slice(-2));
    expect(days('1')).toEqual(['01', '02', '03']);
    expect(days('2')).toEqual(['01', '02', '03', '04', '05', '06']);
    expect(days('3')).toEqual([]);
  });
});

describe('The review of an ad', () => {
  it.each<readonly [string, number, ReviewState]>([
    ['Hero A', 999, 'pending'],
    ['Hero A', 1_000, 'approved'],
    ['Hero A (rejected)', 1_000, 'rejected'],
    ['Hero A (in review)', 1e12, 'pending'],
  ])('of %s is after %d ms %s', (name, after, state) => {
    expect(reviewAt({ review: reviewFor(name, 0, 1_000) }, after)).toBe(state);
  });
});
