import type { AdView, CreativeResultsView } from '@campaigns/contracts';
import type { CreativeDay } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';
import { jsonArray, plain } from '../reads/columns.ts';
import { lookedAt } from '../reads/freshness-sql.ts';
import { ratesOf, rounded } from '../reads/performance-sql.ts';

type Shown = CreativeResultsView['platforms'][number];

/** An ad with its results, and its days that were over at the last look. */
export type CreativeRow = Omit<Shown, 'rate' | 'probability_best' | 'rank' | 'fatigue'> &
  Pick<AdView, 'creative_id' | 'name' | 'format'> &
  Readonly<{ days: readonly CreativeDay[] }>;

export type CreativeReads = Readonly<{
  /** The ads of an orchestration, the oldest creative first; none for one that is not there. */
  ads: (orgId: string, orchestrationId: string) => Promise<readonly CreativeRow[]>;
}>;

const parts = `select o.mapping_id, o.platform, o.platform_campaign_id is not null as has_campaign
  from read.orchestration_platforms o where o.orchestration_id = $1::uuid`;

const days = `select d.date, d.impressions, d.clicks, (d.conversions * 1000000)::bigint as "conversionsMicros"
  from read.ad_daily_metrics d
  where d.mapping_id = a.mapping_id and d.platform_ad_id = a.platform_ad_id
    and (p.data_through is null or d.date < p.data_through)
  order by d.date`;

const adsSql = `select ${jsonArray(`
  select ${plain('a', 'creative_id name format platform mapping_id platform_ad_id status review currency')},
    ${rounded('a.spend')} as spend, a.impressions, a.clicks, ${rounded('a.conversions')} as conversions,
    ${rounded('a.revenue')} as revenue, ${ratesOf('a')}, p.data_through - 1 as through, ${jsonArray(days)} as days
  from read.orchestration_ads a join (${lookedAt(parts, `'infinity'::timestamptz`)}) p on p.mapping_id = a.mapping_id
  where a.orchestration_id = $1::uuid
  order by a.created_at, a.creative_id, a.platform`)} as ads`;

export const creativeReads = (read: Read): CreativeReads => ({
  ads: async (orgId, orchestrationId) => {
    const query = { name: 'creatives', text: adsSql, values: [orchestrationId] };
    const [row] = await read<{ ads: readonly CreativeRow[] }>(orgId, query);
    return row?.ads ?? [];
  },
});
