import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { forEachPlatform, type OperationTask, orgId, type StoredEvent } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { pino } from 'pino';
import { connectionsIn } from '../connections/connections.ts';
import { registerConnection } from '../connections/register-connection.ts';
import { grantKeeper } from '../grants/grant-keeper.ts';
import { accountLimits } from '../limits/account-limits.ts';
import { platformCircuits } from '../limits/circuits.ts';
import { operationRunner } from '../operations/operation-runner.ts';
import { operationStream, triggerOf } from '../operations/trigger.ts';
import type { PlatformOAuths } from '../platforms/oauths.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { PlatformAdapter } from '../platforms/platform-port.ts';
import { vaultOn } from '../vault/vault.ts';
import { inMemoryGrants } from './in-memory-grants.ts';
import { inMemorySecretRows } from './in-memory-secret-rows.ts';
import { fallDue, request, sampleContext, sampleOrgId, samplePolicy } from './operation-samples.ts';

export const token = 'EAAB-planted-token';
export const context = sampleContext();
export const day = {
  date: '2026-12-01',
  spendMicros: 5,
  impressions: 9,
  clicks: 1,
  conversionsMicros: 0,
  revenueMicros: 0,
};

export const failWith = (details: ConstructorParameters<typeof PlatformError>[0]) => async (): Promise<never> => {
  throw new PlatformError(details);
};
export const unknownOutcome = failWith({ class: 'unknown-outcome', code: 'timeout', message: 'No answer' });

export const adapterWith = (behaviour: Partial<PlatformAdapter>): PlatformAdapter => {
  const remote = {
    platformCampaignId: '77',
    name: 'Spring Sale [op-7f3a9c2e41]',
    status: 'active',
    objective: null,
    budget: { micros: 1 },
    today: '2026-12-02',
  } as const;
  return {
    verifyAccount: async () => ({ currency: 'USD', timeZone: 'UTC' }),
    createCampaign: async () => ({ platformCampaignId: '77' }),
    findByTag: async () => [],
    listCampaigns: async () => [],
    readCampaign: async () => remote,
    budgetChange: () => undefined,
    compareBudget: ({ budget }, { budget: { micros } }) => ({
      ...{ field: 'budget', likeness: 'same', observedMicros: budget.micros, oursMicros: micros },
    }),
    flightBudget: () => ({ unknown: 'nobody asked' }),
    updateCampaign: async () => undefined,
    setStatus: async () => undefined,
    removeCampaign: async () => undefined,
    plan: () => [],
    createAdGroup: async () => ({ platformAdGroupId: '770' }),
    findAdGroups: async () => [],
    createAd: async () => ({ platformAdId: '7700' }),
    findAds: async () => [],
    setAdStatus: async () => undefined,
    readChanges: async () => ({ seen: [], unseen: [] }),
    restatementDays: 28,
    fetchDailyMetrics: async () => [day],
    fetchAdMetrics: async () => [],
    ...behaviour,
  };
};

/** A worker over an in-memory log whose platform behaves as told; `calls` names every call that reached it. */
export const startWorker = async (
  behaviour: Partial<PlatformAdapter> = {},
  store: EventStore = inMemoryEventStore(),
  oauths: PlatformOAuths = {},
) => {
  const calls: string[] = [];
  const lines: string[] = [];
  const base = adapterWith(behaviour);
  const noted = <Args extends readonly unknown[], Result>(name: string, method: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      calls.push(name);
      return method(...args);
    };
  };
  const adapter: PlatformAdapter = {
    ...base,
    createCampaign: noted('create', base.createCampaign),
    findByTag: noted('find', base.findByTag),
    setStatus: noted('status', base.setStatus),
    removeCampaign: noted('remove', base.removeCampaign),
  };
  const vault = vaultOn(inMemorySecretRows(), [{ id: 'one', key: randomBytes(32) }]);
  const grants = inMemoryGrants();
  const { connectionId, platform, adAccountId } = context;
  const facts = {
    connectionId,
    platform,
    adAccountId,
    name: 'Shop',
    currency: 'USD',
    timeZone: 'UTC',
    scopes: [] as string[],
  };
  const connection = { ...facts, orgId: orgId.parse(sampleOrgId) };
  await registerConnection({ store, vault, connection, credentials: { platform: 'meta', accessToken: token } });
  const out = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const clock = { now: new Date('2026-12-01T09:00:00.000Z') };
  const limits = accountLimits({}, () => clock.now.getTime());
  const circuits = platformCircuits(
    { failures: 3, openMs: 30_000 },
    { logger: pino({ level: 'silent' }), now: () => clock.now.getTime() },
  );
  const run = operationRunner({
    store,
    connections: connectionsIn(store),
    vault,
    keeper: grantKeeper({ grants, oauths, connections: connectionsIn(store), logger: pino(out), now: () => clock.now }),
    adapters: forEachPlatform(() => adapter),
    limits,
    circuits,
    policy: samplePolicy,
    logger: pino(out),
    clock: {
      now: () => clock.now,
      realMsUntil: (due) => due.getTime() - clock.now.getTime(),
      after: (realMs) => new Date(clock.now.getTime() + realMs),
    },
    random: () => 1,
    signal: new AbortController().signal,
  });
  const handle = async (event: StoredEvent): Promise<void> => {
    const trigger = triggerOf(event);
    if (trigger === undefined) throw new Error('not a trigger');
    await run(trigger);
  };
  const types = async (): Promise<readonly string[]> =>
    (await store.load(operationStream(context.operationId))).events.map(({ type }) => type);
  const last = async (): Promise<StoredEvent | undefined> =>
    (await store.load(operationStream(context.operationId))).events.at(-1);
  const start = (task: OperationTask): Promise<StoredEvent> => request(store, context, task);
  const due = (task: OperationTask): Promise<StoredEvent> => fallDue(store, context, task);
  return { store, clock, calls, lines, limits, circuits, vault, grants, handle, types, last, start, due };
};
