import {
  deadLetters,
  logPool,
  migrateEventLog,
  type PostgresEventStore,
  postgresEventFeed,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { createTestDatabase, eventually, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { pino } from 'pino';
import { type Ended, runToEnd } from './testing/running-system.ts';
import { appendStrangeEvent, memberThat } from './testing/unhandled-event.ts';

const command = 'dead-letters.ts';
const logger = pino({ level: 'silent' });
const nobody = '00000000-0000-4000-8000-000000000000';

describe('Dead letters by command', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let store: PostgresEventStore;

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = logPool({ url: database.url, applicationName: 'test', max: 4 });
    await migrateEventLog(pool);
    store = postgresEventStore({ pool, logger });
  });
  afterEach(async () => {
    await store.close();
    await pool.end();
    await database.drop();
  });

  const run = (...args: string[]): Promise<Ended> =>
    runToEnd(command, args, { DATABASE_URL: database.url, KAFKA_BROKERS: '' });
  /** Lets a group refuse the events in the log; gives what is kept of them. */
  const refusedBy = async (group: string, count: number) => {
    const feed = postgresEventFeed({ store, pool, logger });
    const member = await memberThat(feed, group, () => ({ outcome: 'reject', reason: 'no such\nplatform' }));
    const letters = await eventually(async () => {
      const found = await deadLetters(pool).list({ group });
      expect(found).toHaveLength(count);
      return found;
    });
    await member.stop();
    await feed.close();
    return letters;
  };

  it('are none in a system in which everything was handled', async () => {
    const none = { code: 0, stdout: 'No dead letters.\n', stderr: '' };
    expect(await run('list')).toEqual(none);
    expect(await run('retry', '--all')).toEqual(none);
  });

  it('are listed, a line each, those of one group alone if so wished', async () => {
    const key = await appendStrangeEvent(store);
    const [ours] = await refusedBy('orchestrator', 1);
    await refusedBy('timers', 1);
    const { code, stdout, stderr } = await run('list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(3);
    const alone = (await run('list', '--group', 'orchestrator')).stdout.trim().split('\n');
    expect(alone.map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'GROUP', 'TOPIC', 'KEY', 'EVENT', 'REASON', 'ATTEMPTS', 'DIED AT'],
      [
        ...[ours?.id, 'orchestrator', ours?.topic, key, 'WorkflowCompleted', 'no such platform', '1'],
        ours?.diedAt.toISOString(),
      ],
    ]);
  });

  it('are shown with everything that is known of them', async () => {
    const key = await appendStrangeEvent(store);
    const [letter] = await refusedBy('orchestrator', 1);
    const { code, stdout, stderr } = await run('show', `${letter?.id}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ id: letter?.id, group: 'orchestrator', key, reason: 'no such\nplatform', attempts: 1 },
      event: {
        ...{ type: 'WorkflowCompleted', data: { orchestrationId: key, unreadable: true }, revision: '0' },
        metadata: { ...letter?.event.metadata },
      },
    });
  });

  it('are handled again when asked for, one or all of a group, and are gone then', async () => {
    const keys = [await appendStrangeEvent(store), await appendStrangeEvent(store), await appendStrangeEvent(store)];
    const [first] = await refusedBy('orchestrator', 3);
    await refusedBy('timers', 3);
    const feed = postgresEventFeed({ store, pool, logger });
    const { handled } = await memberThat(feed, 'orchestrator', () => ({ outcome: 'done' }));
    expect(await run('retry', `${first?.id}`)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `Handed to its group again: ${first?.id}\n`,
    });
    await eventually(async () => expect(await deadLetters(pool).list()).toHaveLength(5));
    expect(handled).toEqual([first?.key]);
    expect((await run('retry', '--all', '--group', 'orchestrator')).stdout).toBe('Handed to their groups again: 2\n');
    await eventually(async () => {
      expect((await deadLetters(pool).list()).map(({ group }) => group)).toEqual(['timers', 'timers', 'timers']);
    });
    expect(handled.toSorted()).toEqual(keys.toSorted());
    await feed.close();
  });

  it('are thrown away one by one, without a question', async () => {
    await appendStrangeEvent(store);
    await appendStrangeEvent(store);
    const [first, second] = await refusedBy('orchestrator', 2);
    const { code, stdout, stderr } = await run('discard', `${first?.id}`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `Discarded: ${first?.id}\n`, stderr: '' });
    expect((await deadLetters(pool).list()).map(({ id }) => id)).toEqual([second?.id]);
  });

  it.each(['show', 'retry', 'discard'])('that nobody knows cannot be asked for: %s', async (action) => {
    for (const id of [nobody, 'no-uuid']) {
      expect(await run(action, id)).toEqual({ code: 1, stdout: '', stderr: `There is no dead letter ${id}\n` });
    }
  });
});

describe('The command for dead letters', () => {
  it('explains itself with --help', async () => {
    const { code, stdout, stderr } = await runToEnd(command, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: pnpm dead-letters list [--group G]');
  });

  it.each([
    ['nothing', [], 'Expected list'],
    ['an unknown action', ['bury', nobody], 'Expected list'],
    ['a word too many', ['list', 'everything'], 'Expected list'],
    ['an action without an id', ['show'], 'Expected list'],
    ['a retry of all and of one', ['retry', nobody, '--all'], 'Expected list'],
    ['a discard of all', ['discard', '--all'], 'Expected list'],
    ['a group of one letter', ['retry', nobody, '--group', 'timers'], 'Expected list'],
    ['an empty group', ['list', '--group', ''], '--group'],
    ['an unknown flag', ['list', '--fast'], '--fast'],
  ])('refuses %s with one line and 2', async (_, args, named) => {
    const { code, stdout, stderr } = await runToEnd(command, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  it.each([
    ['the database cannot be reached', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'cannot be reached'],
    ['no system runs on the data folder', { DATABASE_URL: '', DATA_DIR: '/nonexistent' }, 'not running'],
    ['Kafka cannot be reached', { KAFKA_BROKERS: '127.0.0.1:1' }, 'Kafka cannot be reached'],
    ['KAFKA_BROKERS is nonsense', { KAFKA_BROKERS: 'nonsense' }, 'KAFKA_BROKERS'],
  ])('says in one line that %s and ends with 1', async (_, env, named) => {
    const { code, stdout, stderr } = await runToEnd(command, ['list'], { KAFKA_BROKERS: '', ...env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });
});
