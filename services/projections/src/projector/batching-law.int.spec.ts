import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { campaign } from '../testing/campaign.ts';
import { interleaved, project, scattered, wholeLog } from '../testing/project.ts';
import { dump, one, type ReadDatabase, readDatabase } from '../testing/read-database.ts';
import { drafted, lived, rolledBack } from '../testing/stories.ts';

/** The rows after the whole log, applied in batches of the given sizes. */
const rowsOf = async (store: EventStore, sizes: readonly number[]): Promise<string> => {
  const database = await readDatabase();
  try {
    await project(database.pool, store, sizes);
    return await dump(database.pool);
  } finally {
    await database.close();
  }
};

const logOf = async (seed: string): Promise<EventStore> => {
  const logs = ['a', 'b', 'c'].map(() => inMemoryEventStore());
  const [first, second, third] = logs as [EventStore, EventStore, EventStore];
  await lived(campaign(first, 'shoes'));
  await lived(campaign(second, 'boots'));
  const refused = campaign(third, 'hats');
  await drafted(refused);
  await rolledBack(refused);
  return interleaved(logs, seed);
};

describe('The rows that a log gives', () => {
  let store: EventStore;
  let expected: string;

  beforeAll(async () => {
    store = await logOf('first');
    expected = await rowsOf(store, [1]);
  });

  it('show three campaigns from many events, so that comparing them means something', async () => {
    expect((await wholeLog(store)).length).toBeGreaterThan(200);
    for (const name of ['shoes', 'boots', 'hats']) expect(expected).toContain(`"${name} campaign"`);
    expect(expected).toContain('rolled_back');
  });

  it.each([
    ['batches of 7', [7]],
    ['batches of 1,000', [1_000]],
    ['batches of 2, 64 and 3 in turn', [2, 64, 3]],
    ['small batches of changing size', scattered('small', 12)],
    ['larger batches of changing size', scattered('larger', 50)],
  ])('are the same to the byte whether events come one by one or in %s', async (_, sizes) => {
    expect(await rowsOf(store, sizes)).toBe(expected);
  });

  it.each(['second', 'third'])(
    'do not depend on the batches in the %s way to interleave the campaigns',
    async (seed) => {
      const other = await logOf(seed);
      expect(await rowsOf(other, scattered(seed, 40))).toBe(await rowsOf(other, [1]));
    },
  );
});

describe('Events among which some are refused', () => {
  let database: ReadDatabase;

  beforeEach(async () => {
    database = await readDatabase();
  });
  afterEach(() => database.close());

  it('give the same rows and the same failures in any batches', async () => {
    const log = inMemoryEventStore();
    const story = campaign(log, 'shoes');
    await story.connections();
    // The second time an orchestration of this id is drafted, Postgres refuses the row.
    await story.template();
    await story.draft();
    await story.draft();
    await story.log.recordRaw(story.stream, 'BudgetChanged', { nonsense: true });
    await story.changeBudget();
    const failures = 'select position, type, error from read_meta.failed_events order by 1';
    await project(database.pool, log, [1]);
    const expected = { rows: await dump(database.pool), failed: (await database.pool.query(failures)).rows };
    expect(expected.failed.map(({ type }) => type)).toEqual(['OrchestrationDrafted', 'BudgetChanged']);
    for (const size of [2, 5, 1_000]) {
      const other = await readDatabase();
      await project(other.pool, log, [size]);
      expect({ rows: await dump(other.pool), failed: (await other.pool.query(failures)).rows }).toEqual(expected);
      await other.close();
    }
    expect(await one(database.pool, 'select total_budget from read.campaign_orchestrations')).toEqual({
      total_budget: '200.000000',
    });
  });
});
