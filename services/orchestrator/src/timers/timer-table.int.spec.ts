import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logPool } from '@campaigns/event-sourcing';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { grantOrchestratorAccess, migrateOrchestrator } from './migrate.ts';
import type { NewTimer } from './timer.ts';
import { armTimer, nextFireAt, removeTimers, takeDue } from './timer-table.ts';

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

const due = new Date('2026-03-01T09:00:00.000Z');
const newTimer = (): NewTimer => ({
  timerId: randomUUID(),
  dueAt: due,
  kind: 'auto-sync',
  stream: 'orchestration-1',
  causeId: randomUUID(),
  position: 1n,
});

describe('The table of timers', () => {
  it('keeps the time of a timer that is there already', async () => {
    const timer = newTimer();
    await armTimer(pool, timer);
    await armTimer(pool, { ...timer, dueAt: new Date('2026-03-01T08:00:00.000Z'), position: 2n });
    expect(await nextFireAt(pool)).toEqual(due);
    await pool.query('delete from orchestrator.timers');
  });

  it('keeps a timer anew that ends with the firing that is under way', async () => {
    const timer = newTimer();
    await armTimer(pool, timer);
    const firing = await pool.connect();
    await firing.query('begin');
    expect(await takeDue(firing, due, 10)).toHaveLength(1);
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
    expect(await nextFireAt(pool)).toEqual(due);
    await pool.query('delete from orchestrator.timers');
  });

  it('gives a due timer to one orchestrator at a time', async () => {
    await armTimer(pool, newTimer());
    const [one, other] = await Promise.all([pool.connect(), pool.connect()]);
    await one.query('begin');
    await other.query('begin');
    expect(await takeDue(one, due, 10)).toHaveLength(1);
    expect(await takeDue(other, due, 10)).toEqual([]);
    for (const client of [one, other]) {
      await client.query('rollback');
      client.release();
    }
  });

  it('is open to a role that was granted access', async () => {
    const role = `timers_${randomUUID().replaceAll('-', '')}`;
    await pool.query(`create role ${role}`);
    await grantOrchestratorAccess(pool, role);
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`set local role ${role}`);
    expect(await takeDue(client, due, 10)).toHaveLength(1);
    await client.query('rollback');
    client.release();
    await pool.query(`drop owned by ${role}`);
    await pool.query(`drop role ${role}`);
  });
});
