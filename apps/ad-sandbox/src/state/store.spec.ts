import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dailyRows } from '../delivery/reports.ts';
import type { Campaign } from './campaign.ts';
import type { Fact } from './facts.ts';
import { accountOf, campaignOf, campaignsNamed } from './state.ts';
import { openStore, type Store } from './store.ts';

const start = Date.parse('2026-12-01T17:00:00Z');
const dayMs = 1000;

const opened: Fact = {
  type: 'AccountOpened',
  account: {
    platform: 'meta',
    adAccountId: '1',
    name: 'An account',
    currency: 'USD',
    timeZone: 'America/New_York',
    createdAt: start,
  },
};

const campaign = (serial: number, more: Partial<Campaign> = {}): Campaign => ({
  platform: 'meta',
  adAccountId: '1',
  id: `c${serial}`,
  serial,
  name: `Sale ${serial}`,
  status: 'active',
  budget: { kind: 'daily', micros: 50_000_000 },
  createdAt: start,
  updatedAt: start,
  details: {},
  ...more,
});
const created = (serial: number, more: Partial<Campaign> = {}): Fact => ({
  type: 'CampaignCreated',
  campaign: campaign(serial, more),
});

let folder: string;
let journalPath: string;
let now: number;
const open = (options: Readonly<{ seed?: number; dayMs?: number }> = {}): Store =>
  openStore({ seed: 1, dayMs, journalPath, now: () => new Date(now), ...options });

/** A store in which something happened, closed again. */
const livedStore = (): Store => {
  const store = open();
  store.commit([opened]);
  store.commit([created(0)]);
  now += 3000;
  store.commit([created(1), { type: 'TokenGranted', platform: 'meta', adAccountId: '1', tokenHash: 'h' }]);
  now += 2500;
  store.commit([
    { type: 'CampaignChanged', platform: 'meta', id: 'c0', changes: { status: 'paused', updatedAt: now } },
  ]);
  now += 2500;
  store.close();
  return store;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
  journalPath = join(folder, 'deeper/journal.jsonl');
  now = start;
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a journal', () => {
  it('brings back the same state and the same results', () => {
    const before = livedStore();
    const after = open();
    expect(after.state.campaigns).toEqual(before.state.campaigns);
    expect(after.state.accounts).toEqual(before.state.accounts);
    expect(after.state.tokens).toEqual(before.state.tokens);
    expect(after.state.counters).toEqual(before.state.counters);
    for (const id of ['c0', 'c1']) {
      const rows = dailyRows(after, campaign(0, { id }));
      expect(rows.length).toBeGreaterThan(3);
      expect(rows).toEqual(dailyRows(before, campaign(0, { id })));
    }
    after.close();
  });

  it('loses a last line that was cut off, and is continued after it', () => {
    livedStore();
    const whole = readFileSync(journalPath, 'utf8');
    appendFileSync(journalPath, '{"at":1764608400000,"facts":[{"type":"Campaign');
    const store = open();
    expect(store.state.campaigns.size).toBe(2);
    expect(readFileSync(journalPath, 'utf8')).toBe(whole);
    store.commit([created(2)]);
    store.close();
    const again = open();
    expect(campaignOf(again.state, 'meta', 'c2')?.name).toBe('Sale 2');
    again.close();
  });

  it('keeps the facts of one call together: a call that was cut off never happened', () => {
    livedStore();
    const lines = readFileSync(journalPath, 'utf8').split('\n');
    const cut = lines.findIndex((line) => line.includes('TokenGranted'));
    writeFileSync(journalPath, `${lines.slice(0, cut).join('\n')}\n${lines[cut]?.slice(0, -1)}`);
    const store = open();
    expect(store.state.campaigns.size).toBe(1);
    expect(store.state.tokens.size).toBe(0);
    store.close();
  });

  it('is refused with another seed or another length of the day, which would change the results', () => {
    livedStore();
    expect(() => open({ seed: 2 })).toThrow(/written with seed 1 and a day of 1000 ms/);
    expect(() => open({ dayMs: 999 })).toThrow(/written with seed 1/);
  });

  it('is refused when it is damaged before its last line', () => {
    livedStore();
    writeFileSync(journalPath, readFileSync(journalPath, 'utf8').replace('"CampaignCreated"', '"Campaign'));
    expect(() => open()).toThrow(/line 3 is not JSON/);
  });
});

describe('a store', () => {
  it('finds campaigns by their name until they are deleted, under their new name after a change', () => {
    const store = open();
    store.commit([opened, created(0), created(1, { name: 'Sale 0' })]);
    const named = (name: string): readonly string[] => {
      const owner = accountOf(store.state, 'meta', '1');
      return owner === undefined ? [] : campaignsNamed(store.state, owner, name).map(({ id }) => id);
    };
    expect(named('Sale 0')).toEqual(['c0', 'c1']);
    store.commit([{ type: 'CampaignChanged', platform: 'meta', id: 'c0', changes: { name: 'Other' } }]);
    store.commit([{ type: 'CampaignChanged', platform: 'meta', id: 'c1', changes: { status: 'deleted' } }]);
    expect(named('Sale 0')).toEqual([]);
    expect(named('Other')).toEqual(['c0']);
    store.close();
  });

  it('starts the calendar of a campaign when it is first active', () => {
    const store = open();
    store.commit([opened, created(0, { status: 'paused' })]);
    now += 10_000;
    expect(dailyRows(store, campaign(0))).toEqual([]);
    store.commit([{ type: 'CampaignChanged', platform: 'meta', id: 'c0', changes: { status: 'active' } }]);
    now += 2000;
    expect(dailyRows(store, campaign(0)).map(({ date }) => date)).toEqual(['2026-12-01', '2026-12-02', '2026-12-03']);
    store.close();
  });
});
