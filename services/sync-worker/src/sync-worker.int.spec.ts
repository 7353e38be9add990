import { randomBytes, randomUUID } from 'node:crypto';
import { type OperationTask, orgId, type StoredEvent } from '@campaigns/contracts';
import {
  logPool,
  migrateEventLog,
  type PostgresEventFeed,
  type PostgresEventStore,
  postgresEventFeed,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { createTestDatabase, eventually, type TestDatabase } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { pino } from 'pino';
import type { SyncWorkerConfig } from './config.ts';
import { connectionStream } from './connections/connections.ts';
import { registerConnection } from './connections/register-connection.ts';
import { type OperationContext, operationStream } from './operations/trigger.ts';
import { createSyncWorker } from './sync-worker.ts';
import { startDeferralTimer } from './testing/deferral-timer.ts';
import { type MetaDouble, startMetaDouble } from './testing/meta-double.ts';
import { createTask, request, sampleContext, sampleOrgId } from './testing/operation-samples.ts';
import { migrateVault } from './vault/migrate.ts';
import { createVault } from './vault/vault.ts';

const keyring = [{ id: 'one', key: randomBytes(32) }] as const;
const logger = pino({ level: 'silent' });

let database: TestDatabase;
let pool: pg.Pool;
let store: PostgresEventStore;
let feed: PostgresEventFeed;
let meta: MetaDouble;
let timer: ReturnType<typeof startDeferralTimer>;
let worker: Readonly<{ stop: () => Promise<void> }>;
let base: OperationContext;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = logPool({ url: database.url, applicationName: 'sync-worker-spec' });
  await migrateEventLog(pool);
  await migrateVault(pool);
  store = postgresEventStore({ pool });
  feed = postgresEventFeed({ store, pool });
  meta = await startMetaDouble();
  const away = 'http://127.0.0.1:1';
  const config: SyncWorkerConfig = {
    baseUrls: { ...{ google: away, tiktok: away, linkedin: away, twitter: away, snapchat: away }, meta: meta.url },
    requestTimeoutMs: 300,
    keyring,
    retry: { maxAttempts: 4, baseMs: 10, capMs: 50, lookupWaitMs: 20 },
    limits: {},
  };
  worker = await createSyncWorker({ store, feed, pool, logger, config });
  timer = startDeferralTimer(store);
});

afterAll(async () => {
  await worker.stop();
  await timer.stop();
  await feed.close();
  await store.close();
  await meta.close();
  await pool.end();
  await database.drop();
});

beforeEach(async () => {
  base = sampleContext({ connectionId: randomUUID(), adAccountId: String(Date.now()), orchestrationId: randomUUID() });
  const { connectionId, platform, adAccountId } = base;
  await registerConnection({
    store,
    vault: createVault(pool, keyring),
    credentials: { platform: 'meta', accessToken: 'planted-token' },
    connection: {
      connectionId,
      platform,
      adAccountId,
      orgId: orgId.parse(sampleOrgId),
      name: 'Shop',
      currency: 'USD',
      timeZone: 'UTC',
      scopes: [],
    },
  });
});

afterEach(() => {
  meta.campaigns.clear();
  meta.calls.splice(0);
});

/** Asks for an operation and waits for its end; gives back all events of its stream. */
const done = async (task: OperationTask): Promise<readonly StoredEvent[]> => {
  const context = { ...base, operationId: randomUUID(), workflowId: randomUUID() } as OperationContext;
  await request(store, context, task);
  return eventually(
    async () => {
      const { events } = await store.load(operationStream(context.operationId));
      expect(events.at(-1)?.type).toMatch(/OperationSucceeded|OperationFailed/);
      return events;
    },
    { timeoutMs: 10_000 },
  );
};
const last = async (task: OperationTask): Promise<unknown> => (await done(task)).at(-1)?.data;

const createdId = async (): Promise<string> => {
  await last(createTask);
  const [id] = meta.campaigns.keys();
  if (id === undefined) throw new Error('nothing was created');
  return id;
};

describe('the sync-worker', () => {
  it('takes a campaign from its creation to its removal', async () => {
    const platformCampaignId = await createdId();
    expect(meta.campaigns.get(platformCampaignId)).toMatchObject({ status: 'PAUSED', lifetime_budget: '300000' });

    const { spec, tag } = createTask;
    const push = { kind: 'push-settings', platformCampaignId, tag, status: 'paused' } as const;
    expect(await last({ ...push, spec })).toMatchObject({ result: { detected: [], applied: [] } });
    await last({ kind: 'activate-campaign', platformCampaignId });
    expect(meta.campaigns.get(platformCampaignId)?.status).toBe('ACTIVE');

    const more = { ...spec, budget: { micros: 4_000_000_000, currency: 'USD' } };
    expect(await last({ ...push, spec: more, status: 'active' })).toMatchObject({
      result: { applied: [{ field: 'budget', before: 3000, after: 4000 }] },
    });
    expect(meta.campaigns.get(platformCampaignId)).toMatchObject({ status: 'ACTIVE', lifetime_budget: '400000' });

    const fetch = { kind: 'fetch-metrics', platformCampaignId, since: '2026-11-25' } as const;
    expect(await last(fetch)).toMatchObject({ result: { days: 1, changedDays: 1, until: '2026-12-02' } });
    expect(await last(fetch)).toMatchObject({ result: { days: 1, changedDays: 0 } });
    const { events } = await store.load(`performance-${base.orchestrationId}-meta`);
    expect(events).toMatchObject([{ data: { days: [{ date: '2026-12-01', spendMicros: 42_170_000 }] } }]);

    await last({ kind: 'pause-campaign', platformCampaignId });
    expect(meta.campaigns.get(platformCampaignId)?.status).toBe('PAUSED');
    await last({ kind: 'remove-campaign', platformCampaignId });
    expect(meta.campaigns.get(platformCampaignId)?.status).toBe('DELETED');
  });

  it.each(['drop-after-commit', 'slow'] as const)('makes one campaign when the answer is lost (%s)', async (mishap) => {
    meta.next(mishap);
    expect(await last(createTask)).toMatchObject({ result: { adopted: mishap === 'drop-after-commit' } });
    expect(meta.campaigns.size).toBe(1);
  });

  it('keeps every request with what came of it, and no secret', async () => {
    meta.next('server-error');
    const events = await done(createTask);
    const [deferred, succeeded] = events.filter(({ type }) => /Deferred|Succeeded/.test(type));
    const path = `/act_${base.adAccountId}/campaigns`;
    const request = { method: 'POST', path: expect.stringContaining(path), durationMs: expect.any(Number) };
    expect(deferred).toMatchObject({ data: { calls: [{ ...request, status: 500, error: null }] } });
    expect(succeeded).toMatchObject({ data: { calls: [{ ...request, status: 200, error: null }] } });
    meta.next('drop-after-commit');
    const lost = (await done(createTask)).find(({ type }) => type === 'OperationDeferred');
    expect(lost).toMatchObject({ data: { calls: [{ ...request, status: null, error: expect.any(String) }] } });
    expect(JSON.stringify([...events, lost].map((event) => event?.data))).not.toContain('planted-token');
  });

  it('waits as long as the platform says, then goes on', async () => {
    meta.next('rate-limit');
    const events = await done(createTask);
    expect(events.map(({ type }) => type)).toEqual([
      'OperationAttempted',
      'OperationDeferred',
      'OperationDue',
      'OperationAttempted',
      'OperationSucceeded',
    ]);
    const { occurredAt } = events[1]?.metadata ?? { occurredAt: '' };
    const until = new Date(Date.parse(occurredAt) + 1_000).toISOString();
    expect(events[1]).toMatchObject({ data: { reason: 'rate-limit', until, attempt: 0 } });
    expect(meta.campaigns.size).toBe(1);
  });

  it('tries again after errors of the platform, and gives up in the end', async () => {
    meta.next('server-error');
    meta.next('server-error');
    expect(await last(createTask)).toMatchObject({ result: { adopted: false } });
    expect(meta.campaigns.size).toBe(1);
    for (let attempt = 1; attempt <= 4; attempt += 1) meta.next('server-error');
    expect(await last(createTask)).toMatchObject({ error: { class: 'transient', code: '2' } });
    expect(meta.campaigns.size).toBe(1);
  });

  it('suspends a connection whose token has expired, and a new secret restores it', async () => {
    const platformCampaignId = await createdId();
    meta.next('token-expired');
    expect(await last({ kind: 'activate-campaign', platformCampaignId })).toMatchObject({
      error: { class: 'token-expired', code: '190/463' },
    });
    const load = async () => (await store.load(connectionStream(base.connectionId))).events;
    const registered = (await load())[0]?.data as Parameters<typeof registerConnection>[0]['connection'];
    expect((await load()).at(-1)).toMatchObject({ type: 'ConnectionSuspended', data: { reason: 'token_expired' } });
    const credentials = { platform: 'meta', accessToken: 'another' } as const;
    await registerConnection({ store, vault: createVault(pool, keyring), connection: registered, credentials });
    expect((await load()).map(({ type }) => type)).toEqual([
      'ConnectionRegistered',
      'ConnectionSuspended',
      'ConnectionRestored',
    ]);
  });

  it('fails for a connection without a secret, and calls nobody', async () => {
    await createVault(pool, keyring).remove(base.connectionId);
    expect(await last(createTask)).toMatchObject({ error: { class: 'permission', code: 'no-credentials' } });
    expect(meta.calls).toEqual([]);
  });
});
