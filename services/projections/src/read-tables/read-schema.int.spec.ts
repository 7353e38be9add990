import { inMemoryEventStore } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { campaign } from '../testing/campaign.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase, readDatabase } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let database: ReadDatabase;

beforeAll(async () => {
  database = await readDatabase();
});
afterAll(() => database.close());

type Column = Readonly<{ table_name: string; column_name: string; data_type: string }>;

const columns = async (): Promise<readonly Column[]> =>
  (
    await database.pool.query<Column>(
      `select table_name, column_name, data_type from information_schema.columns where table_schema = 'read'
       order by table_name, ordinal_position`,
    )
  ).rows;

const namesOf = async (table: string): Promise<readonly string[]> =>
  (await columns()).filter(({ table_name }) => table_name === table).map(({ column_name }) => column_name);

describe('The read tables', () => {
  it.each([
    [
      'campaign_templates',
      'category objective platforms base_config platform_specific_config budget_template is_global usage_count org_id',
    ],
    [
      'campaign_orchestrations',
      'status platforms total_budget budget_allocation sync_strategy platform_count active_platform_count ' +
        'scheduled_start_at scheduled_end_at org_id',
    ],
    [
      'orchestration_platforms',
      'platform platform_campaign_id status allocated_budget spend impressions clicks conversions revenue ' +
        'last_synced_at sync_metadata org_id',
    ],
    [
      'orchestration_workflows',
      'workflow_type status steps current_step total_steps execution_log rollback_data duration_seconds org_id',
    ],
    [
      'orchestration_rules',
      'rule_type trigger trigger_conditions actions priority execution_count success_count org_id',
    ],
    [
      'orchestration_sync_logs',
      'sync_type direction status changes_detected changes_applied entities_synced entities_failed duration_ms ' +
        'error_details org_id',
    ],
  ])('have %s with its key fields', async (table, fields) => {
    expect(await namesOf(table)).toEqual(expect.arrayContaining(fields.split(' ')));
  });

  it('hold no binary floating-point number anywhere, and money with six decimals', async () => {
    const all = await columns();
    expect(all.filter(({ data_type }) => data_type === 'double precision' || data_type === 'real')).toEqual([]);
    const money = ['spend', 'revenue', 'total_budget', 'allocated_budget', 'conversions'];
    const { rows } = await database.pool.query<{ kind: string }>(
      `select distinct data_type || '(' || numeric_precision || ', ' || numeric_scale || ')' as kind
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where table_schema = 'read' and table_type = 'BASE TABLE' and column_name = any ($1)`,
      [money],
    );
    expect(rows).toEqual([{ kind: 'numeric(24, 6)' }]);
  });

  it('name the currency in every table and view that holds money', async () => {
    const all = await columns();
    const isMoney = ({ column_name: name }: Column): boolean => /spend|revenue|_budget$/.test(name);
    const withMoney = [...new Set(all.filter(isMoney).map(({ table_name }) => table_name))];
    expect(withMoney).toEqual([
      'ad_daily_metrics',
      'campaign_orchestrations',
      'metric_facts',
      'orchestration_ads',
      'orchestration_platforms',
      'platform_daily_metrics',
      'platform_history',
      'recommendations',
      'v_orchestration_performance',
    ]);
    for (const table of withMoney) expect(await namesOf(table)).toContain('currency');
  });
});

describe('The view v_orchestration_performance', () => {
  const row = (id: string): Promise<Record<string, unknown>> =>
    one(database.pool, 'select * from read.v_orchestration_performance where orchestration_id = $1', [id]);

  it('has the promised columns', async () => {
    expect(await namesOf('v_orchestration_performance')).toEqual([
      ...['orchestration_id', 'org_id', 'name', 'status', 'currency', 'total_budget', 'platform_count'],
      ...['active_platforms', 'total_spend', 'total_impressions', 'total_clicks', 'total_conversions'],
      ...['total_revenue', 'roas', 'ctr', 'cpa'],
    ]);
  });

  it('shows zeros for a campaign without results', async () => {
    const store = inMemoryEventStore();
    const story = campaign(store, 'draft');
    await drafted(story);
    await project(database.pool, store);
    const { total_spend, total_impressions, total_clicks, total_conversions, total_revenue, roas, ctr, cpa } =
      await row(story.ids.orchestration);
    const results = { total_spend, total_impressions, total_clicks, total_conversions, total_revenue, roas, ctr, cpa };
    expect(Object.values(results).map(Number)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(Object.values(results)).not.toContain(null);
  });

  it('adds the platforms up exactly, impressions above 2^31 and fractions of conversions included', async () => {
    const results = await readDatabase();
    const store = inMemoryEventStore();
    const story = campaign(store, 'live');
    await drafted(story);
    await deployed(story);
    await story.metrics('meta', { '2026-03-01': 100_000, '2026-03-02': 200_000 });
    await story.metrics('google', { '2026-03-01': 1 });
    await project(results.pool, store);
    expect(await one(results.pool, 'select * from read.v_orchestration_performance')).toMatchObject({
      ...{ platform_count: 3, active_platforms: 3, status: 'active', currency: 'USD', total_budget: '100.000000' },
      // 0.1 + 0.2 + 0.000001, which binary floats would not give.
      ...{ total_spend: '0.300001', total_revenue: '0.900003', roas: expect.stringMatching(/^3\.0+$/) },
      ...{ total_impressions: '9000000000', total_clicks: '600', total_conversions: '4.500000' },
    });
    await results.close();
  });
});
