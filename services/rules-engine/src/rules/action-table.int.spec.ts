import { randomUUID } from 'node:crypto';
import { ruleActionId, ruleId } from '@campaigns/contracts';
import { logPool } from '@campaigns/event-sourcing';
import { createTestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrateRulesEngine } from '../migrate.ts';
import { type ActionTable, actionTable } from './action-table.ts';

let table: ActionTable;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  const pool = logPool({ url: database.url, applicationName: 'action-table-test' });
  await migrateRulesEngine(pool);
  table = actionTable(pool);
  close = async () => {
    await pool.end();
    await database.drop();
  };
}, 60_000);
afterAll(() => close?.(), 30_000);

const day = '2026-04-20';
const newRule = () => ruleId.parse(randomUUID());
const newLook = (on = day) => ({ day: on, lookId: randomUUID() });
const place = (of: ReturnType<typeof newRule>, most: number, actionId = ruleActionId.parse(randomUUID())) => ({
  ...{ actionId, ruleId: of, most },
});

describe('The places under a daily cap', () => {
  it('are for all who decided at the same time, as long as there are any', async () => {
    const rule = newRule();
    const looks = Array.from({ length: 12 }, () => newLook());
    const taken = await Promise.all(looks.map((look) => table.reserve([place(rule, 10)], look)));
    expect(taken.filter(Boolean)).toHaveLength(10);
    expect(await table.counts([rule], newLook())).toEqual({ [rule]: 10 });
  });

  it('are not taken in part', async () => {
    const [rule, other] = [newRule(), newRule()];
    expect(await table.reserve([place(rule, 1), place(rule, 1), place(other, 9)], newLook())).toBe(false);
    expect(await table.counts([rule, other], newLook())).toEqual({});
  });

  it('stay those of a look that comes back for them, on the day on which it does', async () => {
    const [rule, tomorrow] = [newRule(), '2026-04-21'];
    const look = newLook();
    const wanted = place(rule, 1);
    expect(await table.reserve([wanted], look)).toBe(true);
    expect(await table.counts([rule], look)).toEqual({});
    expect(await table.reserve([wanted], look)).toBe(true);
    expect(await table.reserve([place(rule, 1)], newLook())).toBe(false);
    expect(await table.reserve([wanted], { ...look, day: tomorrow })).toBe(true);
    expect(await table.counts([rule], newLook(tomorrow))).toEqual({ [rule]: 1 });
  });
});
