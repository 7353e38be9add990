import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logPool } from '@campaigns/event-sourcing';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { grantOrchestratorAccess, migrateOrchestrator } from './migrate.ts';
import type { NewTimer } from './timer.ts';
import { timerKinds } from './timer-rules.ts';
import { armTimer, nextFireAt, postponeTimer, removeTimers, takeDue } from './timer-table.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = logPool({ url: database.url, applicationName: 'timer-table-test' });
  await Promise.all(Array.from({ length: 4 }, () => migrateOrchestrator(pool)));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

afterEach(() => pool.query('delete from orchestrator.timers'));

const minuteMs = 60_000;
const due = new Date('2026-03-01T09:00:00.000Z');
const later = (minutes: number): Date => new Date(due.getTime() + minutes * minuteMs);

const newTimer = (changes: Partial<NewTimer> = {}): NewTimer => ({
  timerId: randomUUID(),
  dueAt: due,
  kind: 'auto-sync',
  stream: `orchestration-${randomUUID()}`,
  causeId: randomUUID(),
  position: 1n,
  known: 'stays',
  ...changes,
});

const next = (): Promise<Date | undefined> => nextFireAt(pool, timerKinds);
const take = (client: PoolClient, now: Date = due, kinds = timerKinds) => takeDue(client, { now, kinds, limit: 10 });

/** A connection with a transaction that is rolled back in the end. */
const withClient = async (work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect();
  await client.query('begin');
  try {
    await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
};

describe('The table of timers', () => {
  it('keeps the time of a timer that is there already', async () => {
    const timer = newTimer();
    await armTimer(pool, timer);
    await armTimer(pool, { ...timer, dueAt: later(-60), position: 2n });
    expect(await next()).toEqual(due);
  });

  it('moves a timer that is to move, earlier and later, for a later event', async () => {
    const timer = newTimer({ known: 'moves' });
    await armTimer(pool, timer);
    await armTimer(pool, { ...timer, dueAt: later(-60), position: 2n });
    expect(await next()).toEqual(later(-60));
    const causeId = randomUUID();
    await armTimer(pool, { ...timer, causeId, dueAt: later(60), position: 3n });
    await withClient(async (client) => {
      expect(await take(client, later(59))).toEqual([]);
      expect(await take(client, later(60))).toMatchObject([{ timerId: timer.timerId, dueAt: later(60), causeId }]);
    });
  });

  it('does not move it for an event that it has heard of, nor for an earlier one that is delivered again', async () => {
    const timer = newTimer({ known: 'moves' });
    await armTimer(pool, { ...timer, dueAt: later(60), position: 2n });
    await armTimer(pool, { ...timer, dueAt: due, position: 1n });
    await armTimer(pool, { ...timer, dueAt: later(30), position: 2n });
    expect(await next()).toEqual(later(60));
  });

  it('does not move it for an event from before one that let it stay', async () => {
    const timer = newTimer();
    await armTimer(pool, timer);
    await armTimer(pool, { ...timer, position: 3n });
    await armTimer(pool, { ...timer, dueAt: later(60), position: 2n, known: 'moves' });
    expect(await next()).toEqual(due);
  });

  it('forgets the failures of a timer that is moved', async () => {
    const timer = newTimer({ known: 'moves' });
    await armTimer(pool, timer);
    await withClient(async (client) => {
      await postponeTimer(client, timer.timerId, later(5));
      await client.query('commit');
    });
    await armTimer(pool, { ...timer, dueAt: later(1), position: 2n });
    await withClient(async (client) => {
      expect(await take(client, later(1))).toMatchObject([{ timerId: timer.timerId, failures: 0 }]);
    });
  });

  it('keeps a timer anew that ends with the firing that is under way', async () => {
    const timer = newTimer();
    await armTimer(pool, timer);
    const firing = await pool.connect();
    await firing.query('begin');
    expect(await take(firing)).toHaveLength(1);
    const again = { done: false };
    const armed = armTimer(pool, { ...timer, position: 2n }).then(() => {
      again.done = true;
    });
    await sleep(50);
    expect(again.done).toBe(false);
    await removeTimers(firing, [timer.timerId]);
    await firing.query('commit');
    firing.release();
    await armed;
    expect(await next()).toEqual(due);
  });

  it('gives a due timer to one orchestrator at a time', async () => {
    await armTimer(pool, newTimer());
    await withClient(async (one) => {
      expect(await take(one)).toHaveLength(1);
      await withClient(async (other) => expect(await take(other)).toEqual([]));
    });
  });

  it('gives the earliest first, and the next ones to the next orchestrator', async () => {
    const timers = [3, 0, 4, 1, 2].map((minutes) => newTimer({ dueAt: later(minutes) }));
    for (const timer of timers) await armTimer(pool, timer);
    const few = { now: later(60), kinds: timerKinds, limit: 2 };
    await withClient(async (one) => {
      expect((await takeDue(one, few)).map(({ dueAt }) => dueAt)).toEqual([due, later(1)]);
      await withClient(async (other) => {
        expect((await takeDue(other, few)).map(({ dueAt }) => dueAt)).toEqual([later(2), later(3)]);
      });
    });
  });

  it('gives the timers of one stream one after the other', async () => {
    const stream = 'orchestration-1';
    const [first, second] = [newTimer({ stream }), newTimer({ stream, kind: 'cron-sync', dueAt: later(1) })];
    const elsewhere = newTimer({ dueAt: later(2) });
    for (const timer of [first, second, elsewhere]) await armTimer(pool, timer);
    await withClient(async (one) => {
      expect(await take(one, later(60))).toMatchObject([{ timerId: first.timerId }, { timerId: elsewhere.timerId }]);
      await withClient(async (other) => expect(await take(other, later(60))).toEqual([]));
      await removeTimers(one, [first.timerId]);
      await withClient(async (other) => expect(await take(other, later(60))).toEqual([]));
      await one.query('commit');
      await withClient(async (other) => {
        expect(await take(other, later(60))).toMatchObject([
          { timerId: second.timerId },
          { timerId: elsewhere.timerId },
        ]);
      });
    });
  });

  it('does not let a timer that failed hold up others of its stream', async () => {
    const stream = 'orchestration-1';
    const [first, second] = [newTimer({ stream }), newTimer({ stream, dueAt: later(1) })];
    for (const timer of [first, second]) await armTimer(pool, timer);
    await withClient(async (client) => {
      await postponeTimer(client, first.timerId, later(5));
      expect(await take(client, later(2))).toMatchObject([{ timerId: second.timerId }]);
    });
  });

  it('leaves timers of kinds that are not asked for to those who know them', async () => {
    const stream = 'orchestration-1';
    await armTimer(pool, newTimer({ stream, kind: 'operation-due' }));
    const known = newTimer({ stream, dueAt: later(1) });
    await armTimer(pool, known);
    expect(await nextFireAt(pool, ['auto-sync'])).toEqual(later(1));
    await withClient(async (client) => {
      expect(await take(client, later(2), ['auto-sync'])).toMatchObject([{ timerId: known.timerId }]);
    });
  });

  it('is open to a role that was granted access', async () => {
    await armTimer(pool, newTimer());
    const role = `timers_${randomUUID().replaceAll('-', '')}`;
    await pool.query(`create role ${role}`);
    await grantOrchestratorAccess(pool, role);
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`set local role ${role}`);
    expect(await take(client)).toHaveLength(1);
    await client.query('rollback');
    client.release();
    await pool.query(`drop owned by ${role}`);
    await pool.query(`drop role ${role}`);
  });
});
