import type { Platform } from '@campaigns/contracts';
import type { CreativeHistory } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';

/** What the read tables know of one ad's results. */
export type AdHistory = CreativeHistory & Readonly<{ madeAt: string }>;

type Row = Readonly<{
  creativeId: string;
  platform: Platform;
  canDeliver: boolean;
  madeAt: string;
  days: CreativeHistory['days'];
}>;

const text = `
  select json_build_object(
    'creativeId', a.creative_id,
    'platform', a.platform,
    'canDeliver', a.status in ('active', 'paused') and a.review is distinct from 'rejected',
    'madeAt', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'days', (select coalesce(json_agg(json_build_object(
        'date', d.date,
        'impressions', d.impressions,
        'clicks', d.clicks,
        'conversionsMicros', (1000000 * d.conversions)::bigint) order by d.date), '[]')
      from read.ad_daily_metrics d
      where d.mapping_id = a.mapping_id and d.platform_ad_id = a.platform_ad_id and d.date >= $2::date)
  ) as ad
  from read.orchestration_ads a
  where a.orchestration_id = $1::uuid and a.platform_ad_id is not null`;

/** Results of each ad of an orchestration from a day on. */
export const adResults = async (
  read: Read,
  orgId: string,
  orchestrationId: string,
  since: string,
): Promise<readonly AdHistory[]> => {
  const rows = await read<{ ad: Row }>(orgId, { name: 'rule-ad-results', text, values: [orchestrationId, since] });
  return rows.map(({ ad }) => ad);
};
