import { beforeEach, describe, expect, it } from '@jest/globals';
import { callsOf, countedCall } from '../platforms/calls.ts';
import { sampleTask } from '../testing/operation-samples.ts';
import { type AccountLimits, accountLimits, type Caller } from './account-limits.ts';
import { limitRules } from './limit-rules.ts';
import { type CountedCall, rankOf } from './platform-calls.ts';

let now = 0;
let limits: AccountLimits;
const settings = { metaTier: 'full', tiktokPerSecond: 10, snapchatPerSecond: 20, workers: 1 } as const;
const rules = limitRules(settings);
beforeEach(() => {
  now = 0;
  limits = accountLimits(rules, () => now);
});

const read: CountedCall = { category: 'read', mutates: false };
const write: CountedCall = { category: 'write', mutates: true };
type Kind = Parameters<typeof rankOf>[0];

const enter = (caller: Caller, kind: Kind, isNew = true): number =>
  limits.enter(caller, { calls: callsOf(caller.platform, sampleTask(kind), 'call'), rank: rankOf(kind), isNew });
const carryOut = (caller: Caller, kind: Kind): void => {
  for (const call of callsOf(caller.platform, sampleTask(kind), 'call')) limits.take(caller, call);
};

/** Calls that go out in so many seconds when one follows the other as soon as it may. */
const sentWithin = (seconds: number, caller: Caller, call: CountedCall): number => {
  const begin = now;
  for (let sent = 0; ; sent += 1) {
    now += limits.enter(caller, { calls: [call], rank: 'urgent', isNew: false });
    now += limits.take(caller, call);
    if (now >= begin + seconds * 1000) return sent;
  }
};

describe('the limits that platforms count', () => {
  it.each([
    ['Snapchat an access token', { platform: 'snapchat', adAccountId: '1', token: 'a' }, read, 1, 10],
    [
      'TikTok an endpoint',
      { platform: 'tiktok', adAccountId: '1' },
      { category: 'campaign/get', mutates: false },
      1,
      10,
    ],
    ['X the writes of an access token', { platform: 'twitter', adAccountId: '1', token: 'a' }, write, 60, 450],
    ['X the reads of an ad account', { platform: 'twitter', adAccountId: '1' }, read, 900, 10_000],
    [
      'X the statistics of an access token',
      { platform: 'twitter', adAccountId: '1' },
      { category: 'stats', mutates: false },
      900,
      250,
    ],
  ] as const)('are kept and used: %s', (_what, caller, call, seconds, most) => {
    const sent = sentWithin(seconds, caller, call);
    expect(sent).toBeLessThanOrEqual(most);
    expect(sent).toBeGreaterThanOrEqual(Math.floor(most * 0.9) - 1);
  });

  it('are shared by all accounts where the platform counts the app or the token', () => {
    const size = { capacity: 2, refillPerSecond: 1 };
    limits = accountLimits(
      {
        snapchat: [
          { per: 'token', size },
          { per: 'app', size: { capacity: 4, refillPerSecond: 1 } },
        ],
      },
      () => now,
    );
    const pause = (adAccountId: string, token: string): number =>
      enter({ platform: 'snapchat', adAccountId, token }, 'pause-campaign');
    expect(pause('1', 'a')).toBe(0);
    expect(pause('2', 'a')).toBe(2_000);
    expect(pause('2', 'b')).toBe(0);
    expect(pause('3', 'c')).toBe(2_000);
  });

  it('are divided among the workers that share them, but not those of an ad account', () => {
    const shared = limitRules({ ...settings, workers: 4 });
    expect(shared.meta).toEqual(rules.meta);
    expect(shared.snapchat?.[1]?.size).toEqual({ capacity: 1, refillPerSecond: 4 });
  });
});

describe('an operation', () => {
  const meta: Caller = { platform: 'meta', adAccountId: '1' };
  const google: Caller = { platform: 'google', adAccountId: '1' };

  it('begins when there is room for all of its calls, and is then not stopped half-way', () => {
    for (let call = 1; call <= 34; call += 1) limits.take(google, read);
    expect(enter(google, 'fetch-metrics')).toBe(100);
    now = 100;
    expect(enter(google, 'fetch-metrics', false)).toBe(0);
    carryOut(google, 'fetch-metrics');
    expect(limits.take(google, read)).toBe(0);
  });

  it('finds no room that is left for others: a sync stops first, then a creation, a pause last', () => {
    const room = (): readonly boolean[] =>
      (['fetch-metrics', 'activate-campaign', 'pause-campaign'] as const).map((kind) => enter(google, kind) === 0);
    expect(room()).toEqual([true, true, true]);
    for (let call = 1; call <= 40; call += 1) limits.take(google, read);
    expect(room()).toEqual([false, true, true]);
    for (let call = 1; call <= 6; call += 1) limits.take(google, read);
    expect(room()).toEqual([false, false, true]);
    for (let call = 1; call <= 4; call += 1) limits.take(google, read);
    expect(room()).toEqual([false, false, false]);
  });

  it('of one account waits for no other account', () => {
    limits.blockFor('meta', '1', 60_000);
    for (let call = 1; call <= 50; call += 1) limits.take(google, read);
    expect(enter(meta, 'pause-campaign')).toBe(60_000);
    expect(enter({ ...meta, adAccountId: '2' }, 'fetch-metrics')).toBe(0);
    expect(enter({ ...google, adAccountId: '2' }, 'fetch-metrics')).toBe(0);
  });

  it('of any account waits when the platform wants no call of the app', () => {
    limits.blockFor('meta', undefined, 60_000);
    expect(enter({ ...meta, adAccountId: '2' }, 'pause-campaign')).toBe(60_000);
    expect(enter(google, 'pause-campaign')).toBe(0);
  });

  it('that only writes on X goes on when the reads are used up', () => {
    const x: Caller = { platform: 'twitter', adAccountId: '1', token: 'a' };
    limits.blockFor('twitter', '1', 600_000, 'read');
    expect(enter(x, 'pause-campaign')).toBe(0);
    expect(enter(x, 'fetch-metrics')).toBe(600_000);
  });

  it('comes behind those that wait for the same limit, one after the other', () => {
    const account = (adAccountId: string): Caller => ({ platform: 'snapchat', adAccountId, token: adAccountId });
    for (let call = 1; call <= 4; call += 1) limits.take(account('0'), read);
    const waits = Array.from({ length: 20 }, (_, index) => enter(account(`${index + 1}`), 'fetch-metrics'));
    // Two calls each, and sixteen calls in a second.
    const gaps = waits.slice(1).map((wait, index) => wait - (waits[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([125]));
    expect(enter(account('other'), 'fetch-metrics')).toBe(250 + 20 * 125);
    expect(enter(account('urgent'), 'pause-campaign')).toBe(250);
    now = waits[0] ?? 0;
    expect(enter(account('1'), 'fetch-metrics', false)).toBe(0);
  });

  it('counts its requests where the platform does', () => {
    const of = (platform: Caller['platform'], url: string, mutates = false) => countedCall(platform, { url, mutates });
    expect(of('twitter', 'https://x/12/stats/accounts/1').category).toBe('stats');
    expect(of('twitter', 'https://x/12/accounts').category).toBe('global');
    expect(of('twitter', 'https://x/12/accounts/1/campaigns').category).toBe('read');
    expect(of('twitter', 'https://x/12/accounts/1/campaigns', true).category).toBe('write');
    expect(of('tiktok', 'https://t/open_api/v1.3/campaign/status/update/', true).category).toBe('status/update');
    expect(of('meta', 'https://m/v26.0/act_1/campaigns', true).category).toBe('write');
  });
});
