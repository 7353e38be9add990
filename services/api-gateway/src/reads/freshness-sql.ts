import { platform, restatementDays } from '@campaigns/contracts';

const windows = platform.options.map((name) => `('${name}', ${restatementDays[name]})`).join(', ');

/** An instant as ISO 8601 in UTC with milliseconds. */
export const isoInstant = (value: string): string =>
  `to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const look = (columns: string, which: string, asOf: string): string =>
  `(select ${columns} from read.metric_looks l where l.mapping_id = p.mapping_id and ${which} and l.looked_at <= ${asOf}
    order by l.looked_at desc, l.event_id limit 1)`;

/**
 * Platforms with the looks at them up to an instant. `parts` selects `mapping_id`, `platform` and `has_campaign`; the columns
 * `observed_at`, `data_through`, `window_days` and `is_complete` come in addition.
 */
export const lookedAt = (parts: string, asOf: string): string => `
  select p.*, good.looked_at as observed_at, good.until as data_through, w.days as window_days,
    coalesce(latest.succeeded, true) and (good.looked_at is not null or not p.has_campaign) as is_complete
  from (${parts}) p
    join (values ${windows}) w(platform, days) on w.platform = p.platform
    left join lateral ${look('l.looked_at, l.until', 'l.succeeded', asOf)} good on true
    left join lateral ${look('l.succeeded', 'true', asOf)} latest on true`;

/** Maturity of the day `date` on the platform `p` of `lookedAt`; null before the first successful look. */
export const maturityOf = (date: string, p: string): string =>
  `least(1, greatest(0, (${p}.data_through - ${date})::numeric / ${p}.window_days))`;

/** `maturity` stands for itself; the other columns are those of `lookedAt`. */
export const freshnessJson = (p: string, maturity: string): string => `json_build_object(
    'observed_at', ${isoInstant(`${p}.observed_at`)}, 'data_through', ${p}.data_through, 'maturity', ${maturity},
    'restatement_window_days', ${p}.window_days, 'is_complete', ${p}.is_complete)`;

const worst = (p: string, column: string): string =>
  `case when bool_or(${p}.has_campaign and ${p}.observed_at is null) then null else min(${p}.${column}) end`;

/** The worst of several platforms, as an aggregate over rows of `lookedAt` with their `maturity`. */
export const worstFreshnessJson = (p: string): string => `json_build_object(
    'observed_at', ${isoInstant(`(${worst(p, 'observed_at')})`)}, 'data_through', ${worst(p, 'data_through')},
    'maturity', coalesce(min(${p}.maturity), 1), 'restatement_window_days', coalesce(max(${p}.window_days), 0),
    'is_complete', coalesce(bool_and(${p}.is_complete), true))`;
