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

let operations = 0;
/** Sends a call that does not wait for its turn; the longest it should have been held. */
const take = (caller: Caller, call: CountedCall): number => Math.max(...limits.take(caller, call));
/** By default an operation of its own each time. */
const enter = (caller: Caller, kind: Kind, operationId = `${++operations}`): number =>
  limits.enter(caller, { operationId, calls: callsOf(caller.platform, sampleTask(kind), 'call'), rank: rankOf(kind) });
const carryOut = (caller: Caller, kind: Kind): void => {
  for (const call of callsOf(caller.platform, sampleTask(kind), 'call')) take(caller, call);
};

/** Calls that go out in so many seconds when one follows the other as soon as it may. */
const sentWithin = (seconds: number, caller: Caller, call: CountedCall): number => {
  const begin = now;
  for (let sent = 0; ; sent += 1) {
    const entry = { operationId: `call-${sent}`, calls: [call], rank: 'urgent' } as const;
    for (let waitMs = limits.enter(caller, entry); waitMs > 0; waitMs = limits.enter(caller, entry)) now += waitMs;
    for (const holdMs of limits.take(caller, call)) now += holdMs;
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

  it('count a call of the app when it goes out, though it was held for its account before', () => {
    const of = (per: 'account' | 'app', perSecond: number) => ({
      ...{ per, size: { capacity: 1, refillPerSecond: perSecond } },
    });
    limits = accountLimits({ tiktok: [of('app', 10), of('account', 1)] }, () => now);
    const account = (adAccountId: string): Caller => ({ platform: 'tiktok', adAccountId });
    take(account('1'), read);
    const holds = [];
    for (const holdMs of limits.take(account('1'), read)) {
      holds.push(holdMs);
      now += holdMs;
    }
    expect(holds).toEqual([1_000, 0, 0]);
    expect(take(account('2'), read)).toBe(100);
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
    for (let call = 1; call <= 34; call += 1) take(google, read);
    expect(enter(google, 'fetch-metrics', 'one')).toBe(100);
    now = 100;
    expect(enter(google, 'fetch-metrics', 'one')).toBe(0);
    carryOut(google, 'fetch-metrics');
    expect(take(google, read)).toBe(0);
  });

  it('finds no room that is left for others: a sync stops first, then a creation, a pause last', () => {
    const room = (): readonly boolean[] =>
      (['fetch-metrics', 'activate-campaign', 'pause-campaign'] as const).map((kind) => enter(google, kind) === 0);
    expect(room()).toEqual([true, true, true]);
    for (let call = 1; call <= 40; call += 1) take(google, read);
    expect(room()).toEqual([false, true, true]);
    for (let call = 1; call <= 6; call += 1) take(google, read);
    expect(room()).toEqual([false, false, true]);
    for (let call = 1; call <= 4; call += 1) take(google, read);
    expect(room()).toEqual([false, false, false]);
  });

  it('of one account waits for no other account', () => {
    limits.blockFor('meta', '1', 60_000);
    for (let call = 1; call <= 50; call += 1) take(google, read);
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
    for (let call = 1; call <= 4; call += 1) take(account('0'), read);
    const waits = Array.from({ length: 20 }, (_, index) =>
      enter(account(`${index + 1}`), 'fetch-metrics', `sync ${index}`),
    );
    // Two calls each, and sixteen calls in a second.
    const gaps = waits.slice(1).map((wait, index) => wait - (waits[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([125]));
    expect(enter(account('other'), 'fetch-metrics')).toBe(250 + 20 * 125);
    expect(enter(account('urgent'), 'pause-campaign')).toBe(250);
    now = waits[0] ?? 0;
    expect(enter(account('1'), 'fetch-metrics', 'sync 0')).toBe(0);
  });

  it('is given its place once, however often it asks before that', () => {
    for (let call = 1; call <= 50; call += 1) take(google, read);
    expect(enter(google, 'fetch-metrics', 'one')).toBe(1_700);
    now = 700;
    expect(enter(google, 'fetch-metrics', 'one')).toBe(1_000);
    expect(enter(google, 'fetch-metrics', 'two')).toBe(1_200);
    now = 1_700;
    expect(enter(google, 'fetch-metrics', 'one')).toBe(0);
    expect(enter(google, 'fetch-metrics', 'three')).toBe(400);
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

/** Operations that all want to begin now, each of which comes back when it was told to; how often each was sent away. */
const timesSentAway = (count: number, begin: (operationId: string) => number): readonly number[] => {
  const away = Array.from({ length: count }, () => 0);
  const due = away.map((_, index) => ({ index, at: now }));
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    const { index } = next;
    now = Math.max(now, next.at);
    const waitMs = begin(`${index}`);
    if (waitMs === 0) continue;
    away[index] = (away[index] ?? 0) + 1;
    const at = now + waitMs;
    const behind = due.findIndex((each) => each.at > at);
    due.splice(behind < 0 ? due.length : behind, 0, { index, at });
  }
  return away;
};

describe('What waits', () => {
  const syncs = (caller: (index: number) => Caller) => (operationId: string) =>
    enter(caller(Number(operationId)), 'fetch-metrics', operationId);
  const [google, tiktok]: readonly ((index: number) => Caller)[] = [
    () => ({ platform: 'google', adAccountId: '1' }),
    (index) => ({ platform: 'tiktok', adAccountId: `${index}` }),
  ];

  it.each([
    ['the end of a block of its account', google, '1'],
    ['the end of a block of the app', tiktok, undefined],
    ['its turn at a bucket of its account', google, 'another'],
  ])('for %s is sent away once, and not in every round', (_what, caller = () => ({}) as Caller, blocked) => {
    limits.blockFor(caller(0).platform, blocked, 300_000);
    const away = timesSentAway(200, syncs(caller));
    expect(Math.max(...away)).toBe(1);
  });

  it('for the end of a block comes back no faster than its calls have room', () => {
    limits.blockFor('google', '1', 300_000);
    const returns = Array.from({ length: 200 }, (_, index) => syncs(google as never)(`${index}`));
    expect(Math.min(...returns)).toBe(300_000);
    // Two calls each; 35 of the bucket's fifty are free to syncs, and ten more each second.
    const roomMs = ((200 * 2 - 35) / 10) * 1_000;
    expect(Math.max(...returns)).toBeGreaterThanOrEqual(300_000 + roomMs);
    expect(Math.max(...returns)).toBeLessThan(301_000 + roomMs);
  });

  it('for a platform that refused the app comes back one after the other, so that one tells for all how it stands', () => {
    limits.blockFor('meta', undefined, 60_000);
    const waits = [1, 2, 3].map((account) => enter({ platform: 'meta', adAccountId: `${account}` }, 'fetch-metrics'));
    expect(waits).toEqual([60_000, 61_000, 61_050]);
  });

  it('for the end of a block of one account keeps no room from the others', () => {
    limits.blockFor('snapchat', '1', 300_000);
    const snapchat = (adAccountId: string): Caller => ({ platform: 'snapchat', adAccountId, token: 'a' });
    for (let sync = 1; sync <= 100; sync += 1) enter(snapchat('1'), 'fetch-metrics');
    expect(enter(snapchat('2'), 'fetch-metrics')).toBe(0);
  });

  it('for its own account takes no room of the app from the others until then', () => {
    const of = (per: 'account' | 'app', perSecond: number) => ({
      ...{ per, size: { capacity: 1, refillPerSecond: perSecond } },
    });
    limits = accountLimits({ tiktok: [of('app', 10), of('account', 1)] }, () => now);
    const ask = (adAccountId: string, operationId: string): number =>
      limits.enter({ platform: 'tiktok', adAccountId }, { operationId, calls: [read], rank: 'normal' });
    for (let call = 1; call <= 50; call += 1) ask('1', `${call}`);
    expect(ask('2', 'other')).toBe(100);
  });

  it('without hurry leaves a pause its turn', () => {
    const account: Caller = { platform: 'google', adAccountId: '1' };
    for (let call = 1; call <= 50; call += 1) take(account, read);
    const waits = Array.from({ length: 100 }, (_, index) => enter(account, 'fetch-metrics', `${index}`));
    expect(enter(account, 'pause-campaign', 'pause')).toBe(100);
    now = 100;
    expect(enter(account, 'pause-campaign', 'pause')).toBe(0);
    now = waits[0] ?? 0;
    expect(enter(account, 'fetch-metrics', '0')).toBe(0);
  });

  it('to spare money is promised a turn that nobody behind it takes', () => {
    limits = accountLimits(limitRules({ ...settings, metaTier: 'limited' }), () => now);
    const account: Caller = { platform: 'meta', adAccountId: '1' };
    for (let call = 1; call <= 20; call += 1) take(account, write);
    // Three points each, of which one comes back in five seconds.
    expect([1, 2, 3].map(() => enter(account, 'pause-campaign'))).toEqual([15_000, 30_000, 45_000]);
    expect(enter(account, 'fetch-metrics')).toBe(45_000 + 5_000 * (2 + 18));
  });

  it('begins at most a second before its calls have room when it comes late, among many others', () => {
    const account: Caller = { platform: 'google', adAccountId: '1' };
    for (let call = 1; call <= 50; call += 1) take(account, read);
    const waits = Array.from({ length: 200 }, (_, index) => enter(account, 'fetch-metrics', `${index}`));
    now = (waits.at(-1) ?? 0) + 20_000;
    const begun = waits.filter((_, index) => enter(account, 'fetch-metrics', `${index}`) === 0);
    // Fifty calls, and the ten of one second.
    expect(begun).toHaveLength(30);
  });
});

describe('A refusal of all calls on TikTok, which does not say for how long', () => {
  const tiktok = (adAccountId: string): Caller => ({ platform: 'tiktok', adAccountId });
  beforeEach(() => limits.blockFor('tiktok', undefined, 300_000));

  it('is tried by one pause after five seconds, while all others wait', () => {
    expect(enter(tiktok('1'), 'pause-campaign')).toBe(5_000);
    expect(enter(tiktok('2'), 'fetch-metrics')).toBe(300_000);
    now = 5_000;
    expect(enter(tiktok('1'), 'pause-campaign')).toBe(0);
    expect(limits.blockedMs('tiktok', '1', 'status/update')).toBe(0);
    expect(limits.blockedMs('tiktok', '2', 'status/update')).toBe(295_000);
    expect(enter(tiktok('2'), 'pause-campaign')).toBe(10_000);
  });

  it('is tried ever less often while it lasts, and no longer because it was tried', () => {
    const tried: number[] = [];
    for (let waitMs = 0; now < 300_000; now += waitMs) {
      waitMs = enter(tiktok('1'), 'pause-campaign');
      if (waitMs > 0) continue;
      tried.push(now / 1_000);
      expect(limits.endProbe(tiktok('1'), false)).toBe(true);
    }
    expect(tried).toEqual([5, 15, 35, 75, 135, 195, 255]);
  });

  it('is over for all when the pause was answered', () => {
    now = 5_000;
    enter(tiktok('1'), 'pause-campaign');
    expect(limits.endProbe(tiktok('1'), true)).toBe(false);
    expect(enter(tiktok('2'), 'fetch-metrics')).toBe(0);
  });

  it('is over for nobody because of a call that went out before it', () => {
    limits.endProbe(tiktok('1'), true);
    expect(limits.blockedMs('tiktok', '2', 'campaign/get')).toBe(300_000);
  });

  it.each(['meta', 'google', 'snapchat'] as const)('is not tried on %s, which says how long', (platform) => {
    limits.blockFor(platform, undefined, 300_000);
    expect(enter({ platform, adAccountId: '1' }, 'pause-campaign')).toBe(300_000);
  });
});

describe('What is kept', () => {
  it('is forgotten when buckets are full again, as those of tokens that have been renewed', () => {
    for (let hour = 0; hour < 24 * 30; hour += 1) {
      now = hour * 3_600_000;
      const caller: Caller = { platform: 'snapchat', adAccountId: '1', token: `of hour ${hour}` };
      enter(caller, 'fetch-metrics');
      carryOut(caller, 'fetch-metrics');
    }
    expect(limits.size()).toBeLessThan(20);
  });

  it('is not forgotten while it counts', () => {
    const x: Caller = { platform: 'twitter', adAccountId: '1', token: 'a' };
    const stats: CountedCall = { category: 'stats', mutates: false };
    for (let call = 1; call <= 250; call += 1) take(x, stats);
    now = 120_000;
    take(x, stats);
    expect(take(x, stats)).toBe(1_000);
  });

  it('are no places that nobody comes back to, and no blocks that are over', () => {
    limits.blockFor('google', '1', 60_000);
    for (let sync = 1; sync <= 100; sync += 1) enter({ platform: 'google', adAccountId: '1' }, 'fetch-metrics');
    expect(limits.size()).toBeGreaterThan(100);
    now = 3_600_000;
    enter({ platform: 'meta', adAccountId: '2' }, 'pause-campaign');
    expect(limits.size()).toBeLessThan(5);
  });
});
