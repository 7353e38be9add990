const rounded = (value: string): string => `round(${value}, 2)`;
const ratio = (factor: number, over: string, under: string): string =>
  rounded(`coalesce(${factor}.0 * ${over} / nullif(${under}, 0), 0)`);

const platformRows = `select p.platform, p.status, ${rounded('p.spend')} as spend, p.impressions, p.clicks,
    ${rounded('p.conversions')} as conversions, ${rounded('p.revenue')} as revenue,
    ${ratio(1, 'p.revenue', 'p.spend')} as roas,
    ${ratio(100, 'p.clicks', 'p.impressions')} as ctr,
    ${ratio(1, 'p.spend', 'p.conversions')} as cpa,
    ${ratio(1000, 'p.spend', 'p.impressions')} as cpm,
    ${ratio(100, 'p.conversions', 'p.clicks')} as conversion_rate,
    ${ratio(100, 'p.spend', 'p.allocated_budget')} as budget_utilization
  from read.orchestration_platforms p
  where p.orchestration_id = o.orchestration_id
  order by array_position(o.platforms, p.platform)`;

/**
 * The performance of the orchestration row `o` as JSON. Summed and divided as exact decimals, rounded last to two
 * decimals; a ratio without a denominator is 0.
 */
export const performanceJson = `(
  select json_build_object(
    'total_spend', ${rounded('v.total_spend')},
    'total_impressions', v.total_impressions,
    'total_clicks', v.total_clicks,
    'total_conversions', ${rounded('v.total_conversions')},
    'total_revenue', ${rounded('v.total_revenue')},
    'roas', ${rounded('v.roas')},
    'ctr', ${rounded('v.ctr')},
    'cpa', ${rounded('v.cpa')},
    'cpm', ${ratio(1000, 'v.total_spend', 'v.total_impressions')},
    'conversion_rate', ${ratio(100, 'v.total_conversions', 'v.total_clicks')},
    'budget_utilization', ${ratio(100, 'v.total_spend', 'v.total_budget')},
    'currency', v.currency,
    'platform_performance', (select coalesce(json_agg(row_to_json(rows)), '[]') from (${platformRows}) rows)
  )
  from read.v_orchestration_performance v
  where v.orchestration_id = o.orchestration_id
)`;
