import { differenceClass, platform, visibilityOf } from '@campaigns/contracts';
import { instants, jsonArray, plain } from '../reads/columns.ts';

const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What a whole look goes by on each platform. */
const evidence = platform.options.map((name) => `('${name}', ${sqlText(visibilityOf[name].source)})`).join(', ');

const nothingSeen = `array['the campaign itself', 'its ad groups and ads']`;

/**
 * An old look proves nothing: three missed syncs where there are syncs by themselves, but at least an hour, because a run
 * may wait for its platform; else a day. `own` is the mapping's orchestration.
 */
const oldestThatCounts = (now: string): string => `${now} - case when own.sync_strategy = 'auto'
  then greatest(3 * own.sync_frequency_minutes, 60) else 1440 end * interval '1 minute'`;

const whyUnreviewed = `case
  when p.platform_campaign_id is null then 'there is no campaign of ours on the platform'
  when c.last_error is not null then 'the last look failed: ' || c.last_error
  when c.last_read_at is null then 'nobody has looked yet'
  when c.last_read_at < t.oldest then 'the last look is too old'
  end`;

/** Mappings with what was looked at; `reason` is null where that holds. `of` says which, of orchestrations `own`. */
export const coverageAt = (now: string, of: string): string => `
  select p.mapping_id, p.platform, p.platform_campaign_id, p.platform_ad_group_id is not null as has_ads, t.oldest,
    c.last_read_at, c.ads_read_at, c.last_attempt_at, c.last_error, c.unseen, c.ads_unseen, ${whyUnreviewed} as reason,
    coalesce(c.last_error is null and c.ads_read_at >= t.oldest, false) as saw_ads
  from read.orchestration_platforms p
    join read.campaign_orchestrations own using (orchestration_id)
    left join read.drift_coverage c using (mapping_id)
    cross join lateral (select ${oldestThatCounts(now)} as oldest) t
  where ${of}`;

/** Nothing is called in order that was not seen lately: an old or failed look shows it as unreviewed. */
const ctes = (id: string, now: string): string => `
  looked as (${coverageAt(now, `p.orchestration_id = ${id}`)}),
  shown as (
    select d.*, case when d.difference in ('in_sync', 'normalised') and (l.reason is not null or d.observed_at < l.oldest)
      then 'unreviewed' else d.difference end as class
    from read.orchestration_drift d join looked l using (mapping_id)
    where d.orchestration_id = ${id}
  ),
  stated as (
    select l.*, case
      when exists (select from shown s where s.mapping_id = l.mapping_id
        and s.class in ('ours_pending', 'changed_outside', 'conflict')) then 'drifted'
      when l.reason is not null then 'unreviewed' else 'clean' end as state
    from looked l
  )`;

const counts = differenceClass.options
  .map((name) => `'${name}', count(*) filter (where s.class = '${name}')`)
  .join(', ');
const summaryOf = (which: string): string => `(select json_build_object(${counts}) from shown s where ${which})`;

const whole = `'state', (select case when bool_or(t.state = 'drifted') then 'drifted'
    when bool_or(t.state = 'unreviewed') then 'unreviewed' else 'clean' end from stated t),
  'summary', ${summaryOf('true')}`;

/** In short; one orchestration's `DriftDigest`. */
export const driftDigestJson = (id: string, now: string): string =>
  `(with ${ctes(id, now)} select json_build_object(${whole}))`;

const reviewed = (condition: string): string => `case when ${condition} then 'reviewed' else 'unreviewed' end`;

const coverageJson = `select ${reviewed('t.reason is null')} as state, t.reason,
    ${instants('t', 'ads_read_at last_attempt_at')}, t.last_error,
    to_char(t.last_read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_complete_read_at,
    case when t.has_ads then ${reviewed('t.saw_ads')} end as ads_state,
    coalesce(case when t.saw_ads then t.ads_unseen else t.unseen end, ${nothingSeen}) as unseen, e.evidence
  from (values ${evidence}) e (platform, evidence) where e.platform = t.platform`;

const fieldColumns = `${plain('s', 'field path desired last_applied observed policy action note found workflow_id')},
  s.class as difference, ${instants('s', 'observed_at since')}`;

const isOfInterest = (only: string): string => `(${only} = 'all'
  or s.class in ('ours_pending', 'changed_outside', 'conflict') or s.action in ('pushed', 'adopted'))`;

const platforms = (only: string): string => `select t.mapping_id, t.platform, t.platform_campaign_id, t.state,
    (select row_to_json(c) from (${coverageJson}) c) as coverage,
    ${summaryOf('s.mapping_id = t.mapping_id')} as summary,
    ${jsonArray(`select ${fieldColumns} from shown s where s.mapping_id = t.mapping_id and ${isOfInterest(only)}
                 order by array_position('{existence,status,budget,name,ads}', s.field), s.path`)} as fields
  from stated t order by array_position(o.platforms, t.platform)`;

/** The whole `Drift` of an orchestration: $1 its id, $2 the time, $3 which fields. */
export const driftSql = `select (with ${ctes('$1::uuid', '$2::timestamptz')}
    select json_build_object(${whole}, 'platforms', ${jsonArray(platforms('$3::text'))})) as drift
  from read.campaign_orchestrations o where o.orchestration_id = $1::uuid`;

/** $1 is the time. */
export const coverageSql = `select l.platform, count(*) filter (where l.reason is null)::int as reviewed,
    count(*) filter (where l.reason is not null)::int as unreviewed,
    to_char(max(l.last_read_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_complete_read_at,
    to_char(min(l.last_read_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as oldest_complete_read_at
  from (${coverageAt(
    '$1::timestamptz',
    `own.status in ('active', 'paused', 'failed') and p.platform_campaign_id is not null`,
  )}) l
  group by l.platform`;
