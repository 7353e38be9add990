import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Campaign, sync } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
});
afterEach(() => database.close());

const days = async (): Promise<readonly string[]> => {
  await project(database.pool, store);
  const { rows } = await database.pool.query<{ line: string }>(
    `select platform || ' ' || date || ' ' || spend as line from read.platform_daily_metrics order by 1`,
  );
  return rows.map(({ line }) => line);
};
const totals = async (platform: string): Promise<Record<string, unknown>> => {
  await project(database.pool, store);
  const columns = 'spend, impressions, clicks, conversions, revenue';
  return one(database.pool, `select ${columns} from read.orchestration_platforms where platform = $1`, [platform]);
};

describe('Daily metrics', () => {
  it('are kept per platform and day, and add up to the totals of the platform', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_001, '2026-03-02': 5_000_000 });
    await story.metrics('google', { '2026-03-01': 7_000_000 });
    expect(await days()).toEqual([
      'google 2026-03-01 7.000000',
      'meta 2026-03-01 10.000001',
      'meta 2026-03-02 5.000000',
    ]);
    expect(await totals('meta')).toEqual({
      ...{ spend: '15.000001', impressions: '6000000000', clicks: '400', conversions: '3.000000' },
      revenue: '45.000003',
    });
    expect(await totals('tiktok')).toMatchObject({ spend: '0.000000', impressions: '0' });
  });

  it('replace a restated day, upwards and downwards, and leave the other days alone', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_000, '2026-03-02': 5_000_000 });
    await story.metrics('meta', { '2026-03-01': 9_000_000 });
    expect(await days()).toEqual(['meta 2026-03-01 9.000000', 'meta 2026-03-02 5.000000']);
    expect(await totals('meta')).toMatchObject({ spend: '14.000000' });
    await story.metrics('meta', { '2026-03-02': 6_000_000, '2026-03-03': 1 });
    expect(await totals('meta')).toMatchObject({ spend: '15.000001' });
  });

  it('of a campaign that was made in the place of another on the same day are added: what both have spent is spent', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_000, '2026-03-02': 4_000_000 });
    await story.metrics('meta', { '2026-03-02': 1_500_000, '2026-03-03': 2_000_000 }, 'meta-2');
    expect(await totals('meta')).toMatchObject({ spend: '17.500000', clicks: '800' });
    await story.metrics('meta', { '2026-03-02': 5_000_000 });
    expect(await totals('meta')).toMatchObject({ spend: '18.500000' });
    expect(await days()).toEqual([
      ...['meta 2026-03-01 10.000000', 'meta 2026-03-02 1.500000'],
      ...['meta 2026-03-02 5.000000', 'meta 2026-03-03 2.000000'],
    ]);
  });

  it('are neither lowered nor lost by a sync that brings nothing or fails', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_000 });
    const before = { days: await days(), totals: await totals('meta') };
    await story.requestSync('empty');
    await story.start('empty', sync);
    await story.succeeded('empty', 'fetch_performance', 'meta', {
      ...{ kind: 'fetch-metrics', days: 0, changedDays: 0, until: '2026-03-05', detected: [] },
    });
    await story.failed('empty', 'fetch_performance', 'google', 'fetch-metrics');
    await story.ended('empty', sync, { google: 'Budget too low' });
    expect({ days: await days(), totals: await totals('meta') }).toEqual(before);
  });

  it('take the last line of a day that a report names twice', async () => {
    const day = { impressions: 1, clicks: 1, conversionsMicros: 0, revenueMicros: 0 };
    await story.log.record(`performance-${story.ids.orchestration}-meta`, 'DailyMetricsReported', {
      ...{ ...story.about, mappingId: story.mapping('meta'), platform: 'meta', platformCampaignId: 'meta-1' },
      ...{ operationId: story.id('twice'), currency: 'USD', observedAt: story.log.now() },
      days: [
        { date: '2026-03-01', spendMicros: 1_000_000, ...day },
        { date: '2026-03-01', spendMicros: 2_000_000, ...day },
      ],
    });
    expect(await days()).toEqual(['meta 2026-03-01 2.000000']);
  });

  it('belong to the organisation of the mapping, in the currency that the platform reported', async () => {
    await story.metrics('meta', { '2026-03-01': 1 });
    await days();
    expect(await one(database.pool, 'select org_id, currency, spend from read.platform_daily_metrics')).toEqual({
      ...{ org_id: story.ids.org, currency: 'USD', spend: '0.000001' },
    });
  });

  it('hold the largest amounts that an event can carry, to the last digit', async () => {
    await story.metrics('meta', { '2026-03-01': Math.floor(Number.MAX_SAFE_INTEGER / 3) });
    expect(await totals('meta')).toMatchObject({ spend: '3002399751.580330', revenue: '9007199254.740990' });
  });
});
