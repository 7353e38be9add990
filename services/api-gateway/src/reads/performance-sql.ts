import { freshnessJson, lookedAt, maturityOf, worstFreshnessJson } from './freshness-sql.ts';

export const rounded = (value: string): string => `round(${value}, 2)`;
const ratio = (factor: number, over: string, under: string): string =>
  rounded(`coalesce(${factor}.0 * ${over} / nullif(${under}, 0), 0)`);

type Figures = Readonly<Record<'spend' | 'impressions' | 'clicks' | 'conversions' | 'revenue', string>>;

/** Names and values of the ratios of some figures. */
const rates = ({
  spend,
  impressions,
  clicks,
  conversions,
  revenue,
}: Figures): readonly (readonly [string, string])[] => [
  ['roas', ratio(1, revenue, spend)],
  ['ctr', ratio(100, clicks, impressions)],
  ['cpa', ratio(1, spend, conversions)],
  ['cpm', ratio(1000, spend, impressions)],
  ['conversion_rate', ratio(100, conversions, clicks)],
];

const figures = ['spend', 'impressions', 'clicks', 'conversions', 'revenue'] as const;
const figuresOf = (value: (name: (typeof figures)[number]) => string): Figures =>
  Object.fromEntries(figures.map((name) => [name, value(name)])) as Figures;

/** Select list of the ratios of a row. */
export const ratesOf = (alias: string): string =>
  rates(figuresOf((name) => `${alias}.${name}`))
    .map(([name, value]) => `${value} as ${name}`)
    .join(', ');

/** Where the figures of the orchestration row `o` come from. All are SQL; `asOf` and `lastDay` are values. */
export type PerformanceSource = Readonly<{
  /** Selects `mapping_id`, `date` and `spend`, with whatever `parts` needs. */
  days: string;
  /** Selects of each platform `mapping_id`, `platform`, `status`, `has_campaign`, the budgets and the figures. */
  parts: string;
  asOf: string;
  lastDay: string;
}>;

/** Totals and states as they are. */
export const current: PerformanceSource = {
  days: `select d.mapping_id, d.date, sum(d.spend) as spend from read.platform_daily_metrics d
    where d.orchestration_id = o.orchestration_id group by d.mapping_id, d.date`,
  parts: `select p.mapping_id, p.platform, p.status, p.platform_campaign_id is not null as has_campaign,
      p.allocated_budget, o.total_budget, p.spend, p.impressions, p.clicks, p.conversions, p.revenue
    from read.orchestration_platforms p where p.orchestration_id = o.orchestration_id`,
  asOf: `'infinity'::timestamptz`,
  lastDay: `'infinity'::date`,
};

/** How platforms were at an instant; those that were not there yet are left out. */
export const partsAt = (orchestrationId: string, asOf: string): string => `
  select h.mapping_id, h.platform, h.status, h.platform_campaign_id is not null as has_campaign, h.allocated_budget,
    h.total_budget
  from read.orchestration_platforms own cross join lateral (
    select * from read.platform_history one
    where one.mapping_id = own.mapping_id and one.changed_at <= ${asOf}
    order by one.revision desc limit 1) h
  where own.orchestration_id = ${orchestrationId}`;

export type Level = 'campaign' | 'ad';

/** The latest results name every campaign, ad and day of which there are facts, so that not all of these are looked through. */
const days: Readonly<Record<Level, string>> = {
  campaign: `read.platform_daily_metrics d join lateral (
      select one.* from read.metric_facts one where one.mapping_id = d.mapping_id
        and one.platform_campaign_id = d.platform_campaign_id and one.platform_ad_id is null`,
  ad: `read.ad_daily_metrics d join lateral (
      select one.* from read.metric_facts one
      where one.mapping_id = d.mapping_id and one.platform_ad_id = d.platform_ad_id`,
};

type Question = Readonly<{ orchestrationId: string; asOf: string; from: string; to: string }>;

const lastFacts = (level: Level, { orchestrationId, asOf, from, to }: Question): string => `
  select f.* from ${days[level]} and one.date = d.date and one.observed_at <= ${asOf}
      order by one.revision desc limit 1) f on true
  where d.orchestration_id = ${orchestrationId} and d.date between ${from} and ${to}`;

/** A platform's day: of all campaigns that it had then. Of one day there is one of each mapping. */
const addedUp = (facts: string): string => `
  select mapping_id as point_id, mapping_id, platform, null::text as platform_ad_id, date, currency, max(observed_at) as observed_at,
    ${figures.map((name) => `sum(${name})${name === 'impressions' || name === 'clicks' ? '::bigint' : ''} as ${name}`).join(', ')}
  from (${facts}) facts group by mapping_id, platform, date, currency`;

/** Of each platform or ad and day what was known last at an instant. All of the question are SQL values. */
export const factsAt = (level: Level, question: Question): string =>
  level === 'campaign' ? addedUp(lastFacts(level, question)) : lastFacts(level, question);

const known = { asOf: '$2::timestamptz', from: '$3::date', to: '$4::date' } as const;

/** What was known at the instant `$2` of the days from `$3` to `$4`. */
export const asKnown: PerformanceSource = {
  days: factsAt('campaign', { orchestrationId: 'o.orchestration_id', ...known }),
  parts: `select h.*, ${figures.map((name) => `coalesce(d.${name}, 0) as ${name}`).join(', ')}
    from (${partsAt('o.orchestration_id', known.asOf)}) h left join (
      select mapping_id, ${figures.map((name) => `sum(${name}) as ${name}`).join(', ')} from days group by mapping_id
    ) d on d.mapping_id = h.mapping_id`,
  asOf: known.asOf,
  lastDay: known.to,
};

/** The platforms of a source with the looks at them and the maturity of their figures, as the tables `days` and `shown`. */
export const shownPlatforms = ({ days, parts, asOf, lastDay }: PerformanceSource): string => `
  days as (${days}),
  shown as (
    select p.*, round(case when p.data_through is null then case when p.has_campaign then 0 else 1 end
      else coalesce(m.by_spend, m.plain, ${maturityOf(`least(${lastDay}, p.data_through)`, 'p')}) end, 4) as maturity
    from (${lookedAt(parts, asOf)}) p cross join lateral (
      select sum(d.spend * ${maturityOf('d.date', 'p')}) / nullif(sum(d.spend), 0) as by_spend,
        avg(${maturityOf('d.date', 'p')}) as plain
      from days d where d.mapping_id = p.mapping_id) m
  )`;

const platformRows = `select p.platform, p.status, ${rounded('p.spend')} as spend, p.impressions, p.clicks,
    ${rounded('p.conversions')} as conversions, ${rounded('p.revenue')} as revenue, ${ratesOf('p')},
    ${ratio(100, 'p.spend', 'p.allocated_budget')} as budget_utilization, ${freshnessJson('p', 'p.maturity')} as freshness
  from shown p order by array_position(o.platforms, p.platform)`;

const totals = figuresOf((name) => `coalesce(sum(s.${name}), 0)`);

/**
 * The performance of the orchestration row `o` as JSON. Summed and divided as exact decimals, rounded last to two
 * decimals; a ratio without a denominator is 0.
 */
export const performanceJson = (source: PerformanceSource): string => `(
  with ${shownPlatforms(source)}
  select json_build_object(
    'total_spend', ${rounded(totals.spend)},
    'total_impressions', ${totals.impressions}::bigint,
    'total_clicks', ${totals.clicks}::bigint,
    'total_conversions', ${rounded(totals.conversions)},
    'total_revenue', ${rounded(totals.revenue)},
    ${rates(totals)
      .map(([name, value]) => `'${name}', ${value}`)
      .join(', ')},
    'budget_utilization', ${ratio(100, totals.spend, 'max(s.total_budget)')},
    'currency', o.currency,
    'freshness', ${worstFreshnessJson('s')},
    'platform_performance', (select coalesce(json_agg(row_to_json(rows)), '[]') from (${platformRows}) rows)
  )
  from shown s
)`;
