import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alerted } from '../testing/alerts.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import type { ReadDatabase } from '../testing/read-database.ts';
import { recommended } from '../testing/recommendations.ts';
import { ruled } from '../testing/rules.ts';
import { deployed, drafted, syncedInPart } from '../testing/stories.ts';

let database: ReadDatabase;

beforeAll(async () => {
  const told = await oneOrganization(drafted, deployed, syncedInPart, ruled, alerted, recommended);
  database = told.database;
  await project(database.pool, told.store);
});
afterAll(() => database.close());

/** Tries to write a value, and leaves everything as it was. */
const set = async (table: string, column: string, value: string): Promise<void> => {
  const client = await database.pool.connect();
  try {
    await client.query(`begin; update read.${table} set ${column} = ${value}`);
  } finally {
    await client.query('rollback');
    client.release();
  }
};

const vocabularies: readonly (readonly [table: string, column: string, words: string])[] = [
  ['campaign_templates', 'category', 'awareness consideration conversion retention'],
  [
    'campaign_templates',
    'objective',
    'brand_awareness traffic engagement video_views lead_gen conversions app_installs sales',
  ],
  ['platform_connections', 'platform', 'meta google tiktok linkedin twitter snapchat'],
  ['platform_connections', 'status', 'active suspended'],
  ['platform_connections', 'state', 'active expiring expired revoked scope_missing suspended'],
  ['campaign_orchestrations', 'category', 'awareness consideration conversion retention'],
  [
    'campaign_orchestrations',
    'objective',
    'brand_awareness traffic engagement video_views lead_gen conversions app_installs sales',
  ],
  ['campaign_orchestrations', 'status', 'draft scheduled active paused completed failed'],
  ['campaign_orchestrations', 'sync_strategy', 'manual auto scheduled'],
  ['campaign_orchestrations', 'failure_policy', 'rollback continue ask'],
  ['campaign_orchestrations', 'late_policy', 'run skip ask'],
  ['orchestration_platforms', 'status', 'pending creating active paused failed'],
  ['orchestration_workflows', 'workflow_type', 'creation activation optimization sync deactivation'],
  ['orchestration_workflows', 'goal', 'deploy plan pause resume complete sync optimize clean_up'],
  [
    'orchestration_workflows',
    'status',
    'pending running needs_operator completed failed compensated partially_compensated cancelled',
  ],
  ['alerts', 'severity', 'info warning critical'],
  [
    'alerts',
    'kind',
    'budget_threshold forecast_overspend zero_spend anomaly connection_expiring connection_suspended sync_stale drift ' +
      'orphaned_campaign needs_operator dead_letters rule platform_refused',
  ],
  ['workflow_operations', 'platform', 'meta google tiktok linkedin twitter snapchat'],
  ['workflow_operations', 'status', 'requested running waiting succeeded failed'],
  ['orchestration_sync_logs', 'sync_type', 'full incremental settings performance creative'],
  ['orchestration_sync_logs', 'direction', 'push pull bidirectional'],
  ['orchestration_sync_logs', 'trigger', 'manual auto schedule budget notice'],
  ['orchestration_sync_logs', 'status', 'running completed failed partial'],
  ['orchestration_drift', 'field', 'name status budget existence ads'],
  ['orchestration_drift', 'difference', 'in_sync ours_pending changed_outside conflict normalised unreviewed'],
  ['orchestration_drift', 'policy', 'ours theirs report freeze'],
  ['orchestration_drift', 'action', 'none pushed adopted reported held'],
  ['orchestration_rules', 'rule_type', 'budget_reallocation pause_underperforming scale_winners creative_rotation'],
  ['orchestration_rules', 'trigger', 'schedule performance manual'],
  ['orchestration_rules', 'priority', 'low medium high critical'],
  ['recommendations', 'state', 'proposed approved dismissed expired applied refused unchanged'],
  ['recommendations', 'decided_by', 'approval run none'],
  ['recommendations', 'measure', 'revenue conversions clicks thousand_impressions'],
];

describe('The database itself', () => {
  it.each(vocabularies)('takes in %s.%s the words %s and no other', async (table, column, words) => {
    for (const word of words.split(' ')) await set(table, column, `'${word}'`);
    await expect(set(table, column, `'other'`)).rejects.toMatchObject({ code: '23514', table });
    await expect(set(table, column, 'null')).rejects.toMatchObject({ code: '23502', column });
  });

  it.each(['orchestration_platforms', 'orchestration_sync_logs'])(
    'takes in %s.platform the six platforms',
    async (table) => {
      const setOne = (platform: string): Promise<unknown> =>
        set(table, 'platform', `case platform when 'meta' then '${platform}' else platform end`);
      for (const platform of ['meta', 'linkedin', 'twitter', 'snapchat']) await setOne(platform);
      await expect(setOne('myspace')).rejects.toMatchObject({ code: '23514' });
    },
  );

  it.each(['campaign_templates', 'campaign_orchestrations'])(
    'takes in %s.platforms only known platforms',
    async (table) => {
      await set(table, 'platforms', `'{meta,google,tiktok,linkedin,twitter,snapchat}'`);
      await expect(set(table, 'platforms', `'{meta,myspace}'`)).rejects.toMatchObject({ code: '23514' });
    },
  );

  it.each([
    ['campaign_orchestrations', 'currency', `'usd'`],
    ['orchestration_platforms', 'currency', `'Dollars'`],
    ['platform_connections', 'currency', `''`],
    ['campaign_orchestrations', 'total_budget', '-0.01'],
    ['orchestration_platforms', 'allocated_budget', '-0.01'],
    ['campaign_orchestrations', 'active_platform_count', 'platform_count + 1'],
    ['campaign_orchestrations', 'sync_frequency_minutes', '0'],
    ['campaign_templates', 'usage_count', '-1'],
  ])('refuses in %s.%s the value %s', async (table, column, value) => {
    await expect(set(table, column, value)).rejects.toMatchObject({ code: '23514' });
  });

  it('keeps one mapping per orchestration and platform', async () => {
    await expect(set('orchestration_platforms', 'platform', `'meta'`)).rejects.toMatchObject({ code: '23505' });
  });

  it('keeps one row per platform campaign and day, and one sync log per run and platform', async () => {
    await expect(set('platform_daily_metrics', 'date', `'2026-03-01'`)).rejects.toMatchObject({ code: '23505' });
    const anyMapping = '(select mapping_id from read.orchestration_platforms limit 1)';
    await expect(set('orchestration_sync_logs', 'mapping_id', anyMapping)).rejects.toMatchObject({ code: '23505' });
  });

  it('keeps mappings, runs, logs and days with the orchestration that they belong to', async () => {
    for (const table of ['orchestration_platforms', 'orchestration_workflows', 'orchestration_sync_logs']) {
      await expect(set(table, 'orchestration_id', 'gen_random_uuid()')).rejects.toMatchObject({ code: '23503' });
    }
    await expect(set('platform_daily_metrics', 'mapping_id', 'gen_random_uuid()')).rejects.toMatchObject({
      code: '23503',
    });
  });
});
