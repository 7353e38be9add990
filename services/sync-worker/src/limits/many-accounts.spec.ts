import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as settled } from 'node:timers/promises';
import { connectionId as connectionIds, type OperationTask, orgId, type StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { connectionsIn } from '../connections/connections.ts';
import { registerConnection } from '../connections/register-connection.ts';
import { grantKeeper } from '../grants/grant-keeper.ts';
import type { HttpCall } from '../http/http-call.ts';
import { operationRunner } from '../operations/operation-runner.ts';
import { type OperationContext, operationStream, triggerOf } from '../operations/trigger.ts';
import { platformAdapters } from '../platforms/adapters.ts';
import { inMemoryGrants } from '../testing/in-memory-grants.ts';
import { inMemorySecretRows } from '../testing/in-memory-secret-rows.ts';
import { fallDue, request, sampleContext, sampleOrgId, samplePolicy } from '../testing/operation-samples.ts';
import { vaultOn } from '../vault/vault.ts';
import { accountLimits } from './account-limits.ts';
import { platformCircuits } from './circuits.ts';
import { atMost, limitRules } from './limit-rules.ts';

/** Two workers, two hundred TikTok accounts, and an app that may make 50 calls per second on each endpoint. */

const [workers, accounts, perSecond, perAccount] = [2, 200, 50, 5];
const settings = { metaTier: 'full', tiktokPerSecond: perSecond, snapchatPerSecond: 20, workers } as const;
const [ofApp] = limitRules(settings).tiktok ?? [];
if (ofApp === undefined) throw new Error('TikTok has no limits');
const rules = { tiktok: [ofApp, { per: 'account', size: atMost(perAccount, 1) }] } as const;

/** Time passes only when everybody waits for it, so what is measured depends on no machine. */
let now = Date.parse('2026-12-01T12:00:00.000Z');
const sleepers: Readonly<{ at: number; wake: () => void }>[] = [];
const sleep = (ms: number): Promise<void> =>
  new Promise((wake) => {
    sleepers.push({ at: now + ms, wake });
  });
const passTimeUntil = async (isOver: () => boolean): Promise<void> => {
  for (;;) {
    await settled();
    if (isOver()) return;
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) throw new Error('Nobody waits for anything');
    sleepers.splice(sleepers.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.wake();
  }
};
const clock = {
  now: () => new Date(now),
  realMsUntil: (due: Date) => due.getTime() - now,
  after: (realMs: number) => new Date(now + realMs),
};

type Call = Readonly<{ at: number; endpoint: string; adAccountId: string }>;

const store = inMemoryEventStore();
const vault = vaultOn(inMemorySecretRows(), [{ id: 'one', key: randomBytes(32) }]);
const calls: Call[] = [];
const latencyMs = 200;
/** Until then it refuses every call of the app. */
let refusesUntil = 0;

const campaign = { campaign_id: '77', campaign_name: 'Sale', operation_status: 'ENABLE', objective_type: 'TRAFFIC' };
const lists: Readonly<Record<string, readonly object[]>> = { 'campaign/get': [campaign], 'integrated/get': [] };

/** TikTok, which keeps count of who called what, and when. */
const tiktok: HttpCall = async ({ url, body }) => {
  const { pathname, searchParams } = new URL(url);
  const endpoint = pathname.split('/').filter(Boolean).slice(-2).join('/');
  const { advertiser_id: sent }: Readonly<{ advertiser_id?: string }> = JSON.parse(body ?? '{}');
  const adAccountId = sent ?? searchParams.get('advertiser_id') ?? '';
  calls.push({ at: now, endpoint, adAccountId });
  await sleep(latencyMs);
  if (now < refusesUntil) {
    return {
      status: 200,
      headers: new Headers(),
      body: JSON.stringify({ code: 40_100, message: 'Too many requests', data: {} }),
    };
  }
  const data = { list: lists[endpoint] ?? [], page_info: { total_page: 1 } };
  return {
    status: 200,
    headers: new Headers({ date: clock.now().toUTCString() }),
    body: JSON.stringify({ code: 0, message: 'OK', data }),
  };
};

const startWorker = () => {
  const logger = pino({ level: 'silent' });
  const limits = accountLimits(rules, () => now);
  const away = 'http://127.0.0.1:1';
  const urls = { meta: away, google: away, linkedin: away, twitter: away, snapchat: away, tiktok: `${away}/v1.3` };
  const connections = connectionsIn(store);
  return operationRunner({
    ...{ store, connections, vault, limits, logger, clock, policy: samplePolicy },
    adapters: platformAdapters(urls, { http: tiktok, limits, logger, hold: sleep }),
    circuits: platformCircuits({ failures: 10, openMs: 30_000 }, { logger, now: () => now }),
    keeper: grantKeeper({ grants: inMemoryGrants(), oauths: {}, connections, logger, now: clock.now }),
    random: () => 0.5,
    signal: new AbortController().signal,
  });
};
const running = Array.from({ length: workers }, startWorker);

const accountOf = async (index: number) => {
  const connectionId = connectionIds.parse(randomUUID());
  const adAccountId = `700000${index}`;
  const facts = {
    connectionId,
    platform: 'tiktok',
    adAccountId,
    name: 'Shop',
    currency: 'USD',
    timeZone: 'UTC',
  } as const;
  const connection = { ...facts, orgId: orgId.parse(sampleOrgId), scopes: [] };
  await registerConnection({ store, vault, connection, credentials: { platform: 'tiktok', accessToken: 'a-token' } });
  /** What the feed does: one thing of an account after the other, always by the same worker. */
  let before: Promise<unknown> = Promise.resolve();
  const handle = (event: StoredEvent): Promise<void> => {
    const trigger = triggerOf(event);
    const run = running[index % workers];
    if (trigger === undefined || run === undefined) throw new Error('nobody handles this');
    const handled = before.then(() => run(trigger));
    before = handled;
    return handled;
  };
  /** Until its end, through all of its waits. */
  return async (task: OperationTask): Promise<void> => {
    const ids = { connectionId, adAccountId, platform: 'tiktok', operationId: randomUUID(), workflowId: randomUUID() };
    const context: OperationContext = sampleContext({ ...ids, orchestrationId: randomUUID() });
    let next = await request(store, context, task);
    for (;;) {
      await handle(next);
      const last = (await store.load(operationStream(context.operationId))).events.at(-1);
      if (last?.type === 'OperationSucceeded') return;
      if (last?.type !== 'OperationDeferred') throw new Error(`It ended as ${last?.type}`);
      const { until } = last.data as Readonly<{ until: string }>;
      await sleep(Math.max(0, Date.parse(until) - now));
      next = await fallDue(store, context, task);
    }
  };
};

/** How often each operation since a position was sent away. */
const timesSentAway = async (after: bigint | 'start'): Promise<readonly number[]> => {
  const log = await store.readAll(after, 1_000_000);
  const requested = log.filter(({ type }) => type === 'OperationRequested');
  const deferred = Map.groupBy(
    log.filter(({ type }) => type === 'OperationDeferred'),
    ({ stream }) => stream,
  );
  return requested.map(({ data }) => {
    const { operationId } = data as Readonly<{ operationId: string }>;
    return deferred.get(operationStream(operationId))?.length ?? 0;
  });
};

/** The most calls that went out within any second. */
const mostInASecond = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

const sync: OperationTask = { kind: 'fetch-metrics', platformCampaignId: '77', since: '2026-11-28' };

describe('two workers with two hundred ad accounts between them', () => {
  it('use what the platform allows and no more, and pause a campaign while all of them are syncing', async () => {
    const all = await Promise.all(Array.from({ length: accounts }, (_, index) => accountOf(index)));
    const last = all.at(-1);
    if (last === undefined) throw new Error('There are no accounts');
    let isSynced = false;
    void Promise.all(all.map((carryOut) => carryOut(sync))).then(() => {
      isSynced = true;
    });

    const asked = now + 1_000;
    await passTimeUntil(() => now >= asked);
    let pausedAt: number | undefined;
    void last({ kind: 'pause-campaign', platformCampaignId: '77' }).then(() => {
      pausedAt = now;
    });
    await passTimeUntil(() => isSynced && pausedAt !== undefined);

    for (const [endpoint, ofEndpoint] of Map.groupBy(calls, (call) => call.endpoint)) {
      const most = mostInASecond(ofEndpoint.map(({ at }) => at));
      expect({ endpoint, isKept: most <= perSecond, most }).toMatchObject({ endpoint, isKept: true });
    }
    for (const ofAccount of Map.groupBy(calls, (call) => call.adAccountId).values()) {
      expect(mostInASecond(ofAccount.map(({ at }) => at))).toBeLessThanOrEqual(perAccount);
    }
    expect((pausedAt ?? 0) - asked).toBeLessThan(2_000);
    // Of the syncs as many as the buckets hold go out at once, the others as they refill.
    const { capacity, refillPerSecond } = ofApp.size;
    const idealMs = ((accounts - workers * capacity) / (workers * refillPerSecond)) * 1000;
    const reads = calls.filter(({ endpoint }) => endpoint === 'campaign/get').map(({ at }) => at);
    expect(reads).toHaveLength(accounts);
    const tookMs = Math.max(...reads) - Math.min(...reads);
    expect(tookMs).toBeLessThan(idealMs * 1.1);
  });

  it('send hardly a call while TikTok refuses them all, and send nobody away in every round', async () => {
    const before = await store.head();
    const all = await Promise.all(Array.from({ length: accounts }, (_, index) => accountOf(accounts + index)));
    calls.splice(0);
    refusesUntil = now + 60_000;
    let isSynced = false;
    void Promise.all(all.map((carryOut) => carryOut(sync))).then(() => {
      isSynced = true;
    });
    await passTimeUntil(() => isSynced);

    const refused = calls.filter(({ at }) => at < refusesUntil).map(({ at }) => refusesUntil - at);
    expect(refused.length).toBeLessThan(accounts);
    expect(Math.min(...refused)).toBeGreaterThan(30_000);
    const away = await timesSentAway(before);
    expect(away).toHaveLength(accounts);
    // For their bucket, and for one, two seconds and five minutes, by the refusal of another or their own.
    expect(Math.max(...away)).toBeLessThan(8);
  });

  it('pause a campaign soon after TikTok takes calls again, though it was told off for five minutes', async () => {
    // On one worker, which keeps away from TikTok for so long after the third refusal in a row.
    const [syncing, , pausing] = await Promise.all([0, 1, 2].map((index) => accountOf(2 * accounts + index)));
    if (syncing === undefined || pausing === undefined) throw new Error('There are no accounts');
    refusesUntil = now + 30_000;
    void syncing(sync);
    const asked = now + 10_000;
    void sleep(asked - now);
    await passTimeUntil(() => now >= asked);
    calls.splice(0);
    let pausedAt = 0;
    void pausing({ kind: 'pause-campaign', platformCampaignId: '77' }).then(() => {
      pausedAt = now;
    });
    await passTimeUntil(() => pausedAt > 0);
    expect(calls.length).toBeLessThan(5);
    expect(pausedAt - refusesUntil).toBeLessThan(20_000);
  });
});
