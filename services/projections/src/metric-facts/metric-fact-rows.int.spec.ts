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

type Fact = Readonly<{ point_id: string; spend: string; observed_at: Date; platform_ad_id: string | null }>;

const facts = async (): Promise<readonly Fact[]> => {
  await project(database.pool, store);
  const { rows } = await database.pool.query<Fact>('select * from read.metric_facts order by date, revision');
  return rows;
};
const spends = async (): Promise<readonly string[]> => (await facts()).map(({ spend }) => spend);

describe('The facts about results', () => {
  it('hold a restated day beside what was known before, upwards and downwards', async () => {
    const first = story.log.now();
    await story.metrics('meta', { '2026-03-01': 10_000_001, '2026-03-02': 5_000_000 });
    await story.metrics('meta', { '2026-03-01': 9_000_000 });
    await story.metrics('meta', { '2026-03-01': 11_000_000 });
    const rows = await facts();
    expect(rows.map(({ spend }) => spend)).toEqual(['10.000001', '9.000000', '11.000000', '5.000000']);
    expect(new Set(rows.map(({ point_id: point }) => point)).size).toBe(2);
    expect(rows[0]).toMatchObject({
      ...{ org_id: story.ids.org, orchestration_id: story.ids.orchestration, mapping_id: story.mapping('meta') },
      ...{ platform: 'meta', platform_campaign_id: 'meta-1', platform_ad_id: null, currency: 'USD' },
      ...{ impressions: '3000000000', clicks: '200', conversions: '1.500000', revenue: '30.000003' },
      observed_at: new Date(first),
    });
    expect(rows[1]?.observed_at.getTime()).toBe(new Date(first).getTime() + 1_000);
  });

  it('tell two campaigns of the same day apart, of which one was made in the place of the other', async () => {
    await story.metrics('meta', { '2026-03-01': 5_000_000 });
    await story.metrics('meta', { '2026-03-01': 1_000_000 }, 'meta-2');
    const rows = await facts();
    expect(rows.map(({ spend }) => spend)).toEqual(['5.000000', '1.000000']);
    expect(new Set(rows.map(({ point_id: point }) => point)).size).toBe(2);
  });

  it('tell ads from their campaign, also an ad that is called like something else', async () => {
    await story.metrics('meta', { '2026-03-01': 1 });
    await story.adMetrics('meta', {
      'ad A': { '2026-03-01': 2 },
      campaign: { '2026-03-01': 3 },
      'ad/2026-03-01': { '2026-03-01': 4 },
    });
    const rows = await facts();
    expect(new Set(rows.map(({ point_id: point }) => point)).size).toBe(4);
    expect(rows.map(({ platform_ad_id: ad }) => ad).toSorted()).toEqual(['ad A', 'ad/2026-03-01', 'campaign', null]);
  });

  it('end with what the tables of the latest results hold', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_001, '2026-03-02': 5_000_000 });
    await story.adMetrics('meta', { 'ad A': { '2026-03-01': 3, '2026-03-02': 4 } });
    await story.metrics('meta', { '2026-03-02': 4_000_000 });
    await story.adMetrics('meta', { 'ad A': { '2026-03-01': 2 } });
    await facts();
    const latest = `select distinct on (point_id) mapping_id, platform_ad_id, date, spend, impressions, clicks, conversions,
      revenue, observed_at from read.metric_facts order by point_id, revision desc`;
    const columns = 'date, spend, impressions, clicks, conversions, revenue, observed_at';
    const { rows } = await database.pool.query(
      `(select mapping_id, null as platform_ad_id, ${columns} from read.platform_daily_metrics
        union all select mapping_id, platform_ad_id, ${columns} from read.ad_daily_metrics)
       except (${latest})`,
    );
    expect(rows).toEqual([]);
    expect((await database.pool.query(latest)).rowCount).toBe(4);
  });

  it('are neither lowered, lost nor added to by a sync that brings nothing or fails', async () => {
    await story.metrics('meta', { '2026-03-01': 10_000_000 });
    const before = await facts();
    await story.requestSync('empty');
    await story.start('empty', sync);
    await story.succeeded('empty', 'fetch_performance', 'meta', {
      ...{ kind: 'fetch-metrics', days: 0, changedDays: 0, until: '2026-03-05', detected: [] },
    });
    await story.looked('meta', '2026-03-05');
    await story.looked('google', null);
    await story.ended('empty', sync, { google: 'Budget too low' });
    expect(await facts()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('keep of a day that a report names twice the last line', async () => {
    await story.metrics('meta', { '2026-03-01': 5 });
    const day = { date: '2026-03-01', impressions: 1, clicks: 1, conversionsMicros: 0, revenueMicros: 0 };
    await story.log.record(`performance-${story.ids.orchestration}-meta`, 'DailyMetricsReported', {
      ...{ ...story.about, mappingId: story.mapping('meta'), platform: 'meta', platformCampaignId: 'meta-1' },
      ...{ operationId: story.id('twice'), currency: 'USD', observedAt: story.log.now() },
      days: [
        { ...day, spendMicros: 1_000_000 },
        { ...day, spendMicros: 2_000_000 },
      ],
    });
    expect(await spends()).toEqual(['0.000005', '2.000000']);
  });

  it('stay as they are when their day is restated', async () => {
    await story.metrics('meta', { '2026-03-01': 5 });
    const [before] = await facts();
    await story.metrics('meta', { '2026-03-01': 6 });
    const [first] = await facts();
    expect(first).toEqual(before);
  });
});

describe('The looks at results', () => {
  it('are kept with the last day that they covered, also when they found nothing or failed', async () => {
    const at = story.log.now();
    await story.looked('meta', '2026-03-04');
    await story.looked('meta', null, 'Too many calls');
    await project(database.pool, store);
    const { rows } = await database.pool.query(
      'select platform, looked_at, succeeded, until, error, org_id from read.metric_looks order by looked_at',
    );
    const about = { platform: 'meta', org_id: story.ids.org };
    expect(rows).toEqual([
      { ...about, looked_at: new Date(at), succeeded: true, until: expect.anything(), error: null },
      {
        ...{ ...about, looked_at: new Date(Date.parse(at) + 1_000), succeeded: false, until: null },
        error: 'Too many calls',
      },
    ]);
    expect(await one(database.pool, `select until::text from read.metric_looks where succeeded`)).toEqual({
      until: '2026-03-04',
    });
  });

  it('are none of the platform’s other work', async () => {
    await story.called('pause', 'meta', 'pause-campaign', []);
    await project(database.pool, store);
    expect((await database.pool.query('select from read.metric_looks')).rowCount).toBe(0);
    expect((await database.pool.query('select from read_meta.failed_events')).rowCount).toBe(0);
  });
});
