import { randomUUID } from 'node:crypto';
import type { Platform } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { TestApi } from './test-api.ts';

type Mapping = Readonly<{ mapping_id: string; platform: Platform }>;

/** Spend by date. Each unit of it brings 10 impressions, half a click and a revenue of 3; each day half a conversion. */
type Spends = Readonly<Record<string, number>>;

const figures = ['spend', 'impressions', 'clicks', 'conversions', 'revenue'] as const;

/** Writes results of an orchestration as the projections would. */
export const resultsOf = ({ pool }: TestApi, org: string, orchestrationId: string) => {
  let revision = 0;
  const insert = (table: string, row: Readonly<Record<string, unknown>>, otherwise = ''): Promise<unknown> =>
    pool.query(`insert into read.${table} select * from jsonb_populate_record(null::read.${table}, $1) ${otherwise}`, [
      JSON.stringify({ org_id: org, orchestration_id: orchestrationId, ...row }),
    ]);
  const report = async (
    mapping: Mapping,
    observedAt: string,
    ad: string | null,
    spends: Spends,
    campaign = '1',
  ): Promise<void> => {
    for (const [date, spend] of Object.entries(spends)) {
      const row = {
        ...{ ...mapping, date, currency: 'USD', observed_at: observedAt, spend, impressions: Math.floor(spend * 10) },
        ...{ clicks: Math.floor(spend / 2), conversions: 0.5, revenue: spend * 3 },
      };
      await insert('metric_facts', {
        ...{ ...row, point_id: derivedId(mapping.mapping_id, ad ?? 'campaign', date, campaign), revision },
        ...{ platform_ad_id: ad, platform_campaign_id: campaign, operation_id: randomUUID(), event_id: randomUUID() },
      });
      const latest = figures.map((name) => `${name} = excluded.${name}`).join(', ');
      const [table, key] =
        ad === null
          ? ['platform_daily_metrics', 'platform_campaign_id, date']
          : ['ad_daily_metrics', 'platform_ad_id, date'];
      const shown = { ...row, platform_ad_id: ad, platform_campaign_id: campaign };
      await insert(table, shown, `on conflict (mapping_id, ${key}) do update set ${latest}`);
    }
    revision += 1;
    await pool.query(
      `update read.orchestration_platforms p set ${figures.map((name) => `${name} = t.${name}`).join(', ')}
       from (select mapping_id, ${figures.map((name) => `sum(${name}) as ${name}`).join(', ')}
             from read.platform_daily_metrics group by mapping_id) t
       where p.mapping_id = t.mapping_id and p.mapping_id = $1`,
      [mapping.mapping_id],
    );
  };
  return {
    /** The platform has told of days of its campaign. */
    reported: (mapping: Mapping, observedAt: string, spends: Spends, campaign?: string) =>
      report({ mapping_id: mapping.mapping_id, platform: mapping.platform }, observedAt, null, spends, campaign),
    adReported: (mapping: Mapping, observedAt: string, ad: string, spends: Spends) =>
      report({ mapping_id: mapping.mapping_id, platform: mapping.platform }, observedAt, ad, spends),
    /** A look at the platform: up to which day it went, or `null` when it failed. */
    looked: ({ mapping_id, platform }: Mapping, at: string, until: string | null) =>
      insert('metric_looks', {
        ...{ mapping_id, platform, event_id: randomUUID(), operation_id: randomUUID(), looked_at: at, until },
        ...{ succeeded: until !== null, error: until === null ? 'Too many calls' : null },
      }),
    /** All that was known of the platforms so far was known from an instant on. */
    knownSince: (at: string) =>
      pool.query('update read.platform_history set changed_at = $2 where orchestration_id = $1', [orchestrationId, at]),
  };
};
