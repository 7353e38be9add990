import { randomUUID } from 'node:crypto';
import {
  connectionId,
  mappingId,
  type OperationEvent,
  operationCodec,
  operationId,
  orchestrationId,
  type StreamName,
  workflowId,
} from '@campaigns/contracts';
import { type EventStore, logPool, migrateEventLog, postgresEventStore, toAppend } from '@campaigns/event-sourcing';
import { systemClock } from '@campaigns/service-kit';
import { createTestDatabase, eventually, startBreakableProxy, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { org } from '../testing/samples.ts';
import { silent } from '../testing/world.ts';
import { handleTimerEvent } from './handle-timer-event.ts';
import { migrateOrchestrator } from './migrate.ts';
import { startTimerService, type TimerService } from './timer-service.ts';

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
const poolOf = (url: string): Pool => {
  const pool = logPool({ url, applicationName: 'burst-test' });
  closing.push(() => pool.end());
  return pool;
};
const storeOf = (pool: Pool): EventStore => {
  const store = postgresEventStore({ pool });
  closing.push(() => store.close());
  return store;
};
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await database.drop();
});

const count = 2_000;
const firstDueMs = Date.now() - 3_600_000;

/** An operation that waits, the n-th a millisecond longer than the one before; in a stream of its own. */
const deferral = (index: number) => {
  const id = randomUUID();
  const event: OperationEvent = {
    type: 'OperationDeferred',
    data: {
      ...{ operationId: operationId.parse(id), orchestrationId: orchestrationId.parse(id) },
      ...{ workflowId: workflowId.parse(id), mappingId: mappingId.parse(id), connectionId: connectionId.parse(id) },
      platform: 'google',
      adAccountId: '1234567890',
      until: new Date(firstDueMs + index).toISOString(),
      reason: 'rate-limit',
      error: { class: 'rate-limit', code: '429', message: 'Too many calls' },
      ...{ attempt: 1, looks: 0 },
      task: { kind: 'remove-campaign', platformCampaignId: '21483647001' },
    },
  };
  const events = toAppend([event], operationCodec, {
    ...{ commandId: id, orgId: org, correlationId: id, causationId: id },
    actor: { kind: 'service', id: 'tester' },
    occurredAt: new Date(firstDueMs).toISOString(),
  });
  return { stream: `operation-${id}` as const, events };
};

/** Waiting operations with their timers, in an order that is not that of their times; answers the streams in that of times. */
const defer = async (store: EventStore, pool: Pool): Promise<readonly StreamName[]> => {
  const deferrals = Array.from({ length: count }, (_, index) => deferral(index));
  const shuffled = deferrals.toSorted((a, b) => a.stream.localeCompare(b.stream));
  await Promise.all(shuffled.map(({ stream, events }) => store.append(stream, 'no-stream', events)));
  const handle = handleTimerEvent({ store, pool, onArmed: () => undefined });
  await Promise.all(
    (await store.readAll('start', count)).map((event) => handle(event, { key: event.stream, attempt: 1 })),
  );
  return deferrals.map(({ stream }) => stream);
};

const rowsLeft = async (pool: Pool): Promise<number | null> =>
  (await pool.query('select from orchestrator.timers')).rowCount;

describe('2,000 timers that are due', () => {
  it('are fired once each and taken in the order of time by two services, one of which is killed amid them', async () => {
    const pool = poolOf(database.url);
    await migrateEventLog(pool);
    await migrateOrchestrator(pool);
    const store = storeOf(pool);
    const streams = await defer(store, pool);
    const rank = new Map(streams.map((stream, index) => [stream, index]));
    expect(await rowsLeft(pool)).toBe(count);

    const start = (on: Pool, using: EventStore): TimerService =>
      startTimerService({ store: using, pool: on, logger: silent, clock: systemClock });
    /** Ranks of the timers that a service has taken, in the order in which it took them. */
    const taken = { killed: [] as number[], other: [] as number[] };
    const noting = (name: keyof typeof taken, using: EventStore): EventStore => ({
      ...using,
      load: (stream) => {
        taken[name].push(rank.get(stream) ?? Number.NaN);
        return using.load(stream);
      },
    });

    const proxy = await startBreakableProxy(database.url);
    closing.push(proxy.close);
    const doomedPool = poolOf(proxy.url);
    const doomedStore = storeOf(doomedPool);
    const [begun, dead] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let appended = 0;
    const killed = start(doomedPool, {
      ...noting('killed', doomedStore),
      append: async (...args) => {
        const result = await doomedStore.append(...args);
        appended += 1;
        if (appended === 1) begun.resolve();
        // In its second 200: what it has appended is in the log, what it was about to remove stays in the table.
        if (appended === 250) dead.resolve(proxy.cut());
        return result;
      },
    });
    await begun.promise;
    const other = start(pool, noting('other', store));
    await dead.promise;
    const inHand = new Set(taken.killed.slice(200));
    expect(inHand.size).toBe(200);
    await eventually(async () => expect(await rowsLeft(pool)).toBe(0), { timeoutMs: 20_000 });
    await Promise.all([killed.stop(), other.stop()]);

    const fired = (await store.readAll('start', 3 * count)).filter(({ type }) => type === 'OperationDue');
    expect(fired).toHaveLength(count);
    expect(new Set(fired.map(({ stream }) => stream))).toEqual(new Set(streams));
    for (const ranks of [taken.killed, taken.other.filter((each) => !inHand.has(each))]) {
      expect(ranks.length).toBeGreaterThan(0);
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }
    // What the killed one had in hand was taken a second time, as it became free.
    const again = taken.other.filter((each) => inHand.has(each));
    expect(again.toSorted((a, b) => a - b)).toEqual([...inHand].toSorted((a, b) => a - b));
  }, 60_000);
});
