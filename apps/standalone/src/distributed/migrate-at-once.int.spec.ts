import { migrateGateway } from '@campaigns/api-gateway';
import { logPool, migrateEventLog } from '@campaigns/event-sourcing';
import { migrateOrchestrator } from '@campaigns/orchestrator';
import { migrateReadTables } from '@campaigns/projections';
import { migrateVault } from '@campaigns/sync-worker';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';

let database: TestDatabase;
let processes: readonly pg.Pool[];

beforeEach(async () => {
  database = await createTestDatabase();
  processes = Array.from({ length: 6 }, () => logPool({ url: database.url, applicationName: 'test', max: 1 }));
  // A connection that has made a schema before is the one that believes what it knew before it waited for others.
  for (const [index, pool] of processes.entries()) await pool.query(`create schema before_${index}`);
});
afterEach(async () => {
  await Promise.all(processes.map((pool) => pool.end()));
  await database.drop();
});

describe('Processes that start at the same moment on an empty database', () => {
  it.each([
    ['the log', migrateEventLog],
    ['the timers', migrateOrchestrator],
    ['the vault', migrateVault],
    ["the gateway's keys", migrateGateway],
    ['the read tables', migrateReadTables],
  ])('all find the tables of %s there', async (_, migrate) => {
    const outcomes = await Promise.allSettled(processes.map((pool) => migrate(pool)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  });
});
