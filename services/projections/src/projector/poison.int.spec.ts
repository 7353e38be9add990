import type { EventStore } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import { drafted } from '../testing/stories.ts';
import { createProjector, type Projector } from './projector.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector | undefined;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
});
afterEach(async () => {
  await projector?.stop();
  projector = undefined;
  await database.close();
});

const failures = async (): Promise<readonly Record<string, unknown>[]> =>
  (await database.pool.query('select * from read_meta.failed_events order by position')).rows;
const budget = (): Promise<unknown> => one(database.pool, 'select total_budget from read.campaign_orchestrations');

describe('An event that cannot be shown', () => {
  it.each([
    ['does not have the shape of its type', 'BudgetChanged', { orchestrationId: 'none' }, /orchestrationId/],
    ['has data of another kind', 'BudgetChanged', 'twelve', /expected object/],
    ['lacks everything', 'PlatformCampaignStatusChanged', null, /expected object/],
  ])('is set aside with its place and reason when it %s; the rest goes on', async (_, type, data, reason) => {
    const position = await story.log.recordRaw(story.stream, type, data);
    await story.changeBudget();
    await project(database.pool, store);
    expect(await failures()).toMatchObject([
      {
        name: 'read',
        position: `${position}`,
        type,
        event_id: expect.any(String),
        error: expect.stringMatching(reason),
      },
    ]);
    expect(await budget()).toEqual({ total_budget: '200.000000' });
  });

  it('is set aside when Postgres refuses its rows, and leaves none of them', async () => {
    const position = await story.draft();
    await story.changeBudget();
    await project(database.pool, store);
    expect(await failures()).toMatchObject([{ position: `${position}`, error: expect.stringContaining('23505') }]);
    expect(await one(database.pool, 'select usage_count from read.campaign_templates')).toEqual({ usage_count: 1 });
    expect(await budget()).toEqual({ total_budget: '200.000000' });
  });

  it('is found among hundreds of good ones, also when there are several', async () => {
    const bad: string[] = [];
    for (let round = 1; round <= 5; round += 1) {
      for (let day = 10; day < 30; day += 1) await story.metrics('meta', { [`2026-03-${day}`]: round * 1_000_000 });
      bad.push(`${await story.draft()}`);
    }
    await project(database.pool, store);
    expect((await failures()).map(({ position }) => position)).toEqual(bad);
    expect(
      await one(database.pool, 'select count(*)::int as days, sum(spend) from read.platform_daily_metrics'),
    ).toEqual({
      ...{ days: 20, sum: '100.000000' },
    });
  });

  it('is reported once to whoever watches the logs', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const position = await story.log.recordRaw(story.stream, 'BudgetChanged', {});
    projector = await createProjector({ store, pool: database.pool, logger });
    expect(await projector.caughtUp(position, 5_000)).toBe(true);
    await projector.stop();
    expect(lines).toMatchObject([{ msg: 'event left out of the read tables', position: `${position}` }]);
  });
});

describe('An event of a type that no table shows', () => {
  it('is passed over without a look at its data', async () => {
    await story.log.recordRaw(story.stream, 'SomethingOfTomorrow', { any: 'thing' });
    await story.changeBudget();
    await project(database.pool, store);
    expect(await failures()).toEqual([]);
    expect(await budget()).toEqual({ total_budget: '200.000000' });
  });
});

describe('A fault that says nothing about an event', () => {
  it('is waited out, and no event is blamed for it', async () => {
    await database.pool.query('revoke insert on read.campaign_orchestrations from orchestration_projector');
    const lines: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
    projector = await createProjector({ store, pool: database.pool, logger });
    await eventually(() => expect(lines.join('')).toContain('projection interrupted'));
    await database.pool.query('grant insert on read.campaign_orchestrations to orchestration_projector');
    expect(await projector.caughtUp((await store.head()) as bigint, 10_000)).toBe(true);
    expect(await failures()).toEqual([]);
    expect(await budget()).toEqual({ total_budget: '100.000000' });
  });
});
