import { type DailyMetrics, microsPerUnit, type RuleMetric, type RuleWindow } from '@campaigns/contracts';
import { hasWindow } from './conditions.ts';
import { daysBetween, matured } from './maturity.ts';
import type { PartSnapshot, RuleSnapshot } from './types.ts';

const dayMs = 86_400_000;

/** What a metric is taken of: one platform, or several together. */
export type Measured = Readonly<{ snapshot: RuleSnapshot; parts: readonly PartSnapshot[] }>;

/** Days, both included. */
export type Span = Readonly<{ from: string; until: string }>;

/** `value` in the metric's own unit, money in currency units; `null` where it cannot be told. */
export type Measurement = Readonly<{ from: string | null; until: string | null; value: number | null }>;

type Sums = Omit<DailyMetrics, 'date'>;

/** Of each date, those before it. Writing a date costs more than all else that a comparison does, and few are asked for. */
const known = new Map<string, string[]>();
const mostKnown = 1_000;

export const dateBefore = (date: string, days: number): string => {
  if (known.size > mostKnown) known.clear();
  const before = known.get(date) ?? [];
  known.set(date, before);
  before[days] ??= new Date(Date.parse(date) - days * dayMs).toISOString().slice(0, 10);
  return before[days];
};

/** Days in the account's zone: today is there only when it is asked for. */
export const spanOf = ({ last_days, include_today }: RuleWindow, today: string): Span => ({
  from: dateBefore(today, include_today ? last_days - 1 : last_days),
  until: include_today ? today : dateBefore(today, 1),
});

/** Whether all of these days had been read when results were last read; of today what there was by then. */
const isRead = ({ observedOn, today }: PartSnapshot, { until }: Span): boolean =>
  observedOn !== null && (observedOn > until || (until === today && observedOn === today));

export const daysIn = ({ days }: PartSnapshot, { from, until }: Span): readonly DailyMetrics[] => {
  // The latest days are looked for most, so from the end.
  let end = days.length;
  while (end > 0 && (days[end - 1] as DailyMetrics).date > until) end -= 1;
  let start = end;
  while (start > 0 && (days[start - 1] as DailyMetrics).date >= from) start -= 1;
  return days.slice(start, end);
};

/** `null` when of one platform not all of the days have been read: a part of a sum is no sum. */
const sumsOf = (
  parts: readonly PartSnapshot[],
  spanFor: (part: PartSnapshot, index: number) => Span | null,
): Sums | null => {
  const sums = { spendMicros: 0, impressions: 0, clicks: 0, conversionsMicros: 0, revenueMicros: 0 };
  for (const [index, part] of parts.entries()) {
    const span = spanFor(part, index);
    if (span === null || !isRead(part, span)) return null;
    for (const day of daysIn(part, span)) {
      sums.spendMicros += day.spendMicros;
      sums.impressions += day.impressions;
      sums.clicks += day.clicks;
      sums.conversionsMicros += day.conversionsMicros;
      sums.revenueMicros += day.revenueMicros;
    }
  }
  return parts.length === 0 ? null : sums;
};

/** One division of whole numbers: what divides by nothing is not known, and not nothing. */
const ratio = (of: number, by: number): number | null => (by === 0 ? null : of / by);

const ofSums = (metric: RuleMetric, sums: Sums): number | null => {
  const { spendMicros, impressions, clicks, conversionsMicros, revenueMicros } = sums;
  switch (metric) {
    case 'spend':
      return spendMicros / microsPerUnit;
    case 'impressions':
      return impressions;
    case 'clicks':
      return clicks;
    case 'conversions':
      return conversionsMicros / microsPerUnit;
    case 'revenue':
      return revenueMicros / microsPerUnit;
    case 'ctr':
      return ratio(clicks, impressions);
    case 'cpc':
      return ratio(spendMicros, clicks * microsPerUnit);
    case 'cpm':
      return ratio(spendMicros, impressions * (microsPerUnit / 1_000));
    case 'cpa':
      return ratio(spendMicros, conversionsMicros);
    case 'roas':
      return ratio(revenueMicros, spendMicros);
    case 'conversion_rate':
      return ratio(conversionsMicros, clicks * microsPerUnit);
    default:
      return null;
  }
};

const amounts: readonly RuleMetric[] = ['spend', 'impressions', 'clicks', 'conversions', 'revenue'];

/** Changes of these platforms, and those of all. */
const changesOf = ({ snapshot, parts }: Measured) =>
  snapshot.changes.filter(({ platform }) => platform === null || parts.some((part) => part.platform === platform));

/** In days and their hundredths: who looks at the same time every day finds 7 days after a week, and not 6.9999. */
const daysSince = (at: string | undefined, now: string): number | null =>
  at === undefined ? null : Math.round((100 * (Date.parse(now) - Date.parse(at))) / dayMs) / 100;

const latest = (instants: readonly string[]): string | undefined =>
  instants.reduce<string | undefined>(
    (last, at) => (last === undefined || Date.parse(at) > Date.parse(last) ? at : last),
    undefined,
  );

/** As long as creatives were never rotated, they have been there since the latest of the platforms began to show one. */
const sinceRotation = (measured: Measured): number | null => {
  const { snapshot, parts } = measured;
  const rotated = changesOf(measured).filter(({ kind }) => kind === 'creatives');
  const begun = parts.flatMap(({ creatives }) => {
    const shown = creatives.flatMap(({ shownSince }) => (shownSince === null ? [] : [shownSince]));
    return shown.toSorted((a, b) => Date.parse(a) - Date.parse(b)).slice(0, 1);
  });
  return daysSince(latest(rotated.length > 0 ? rotated.map(({ at }) => at) : begun), snapshot.now);
};

const utilization = ({ snapshot, parts }: Measured): number | null => {
  if (parts.some(({ observedAt }) => observedAt === null)) return null;
  const budget = parts.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);
  const isAll = parts.length === snapshot.parts.length;
  const spent = parts.reduce((sum, { spentMicros }) => sum + spentMicros, 0);
  return ratio(spent, isAll && parts.length > 1 ? snapshot.totalMicros : budget);
};

const withoutWindow = (metric: RuleMetric, measured: Measured): number | null => {
  if (metric === 'budget_utilization') return utilization(measured);
  if (metric === 'days_since_rotation') return sinceRotation(measured);
  return daysSince(latest(changesOf(measured).map(({ at }) => at)), measured.snapshot.now);
};

/** Within so many times 24 hours: a change belongs to no account's calendar. */
const changesWithin = (measured: Measured, { last_days }: RuleWindow): Measurement => {
  const now = Date.parse(measured.snapshot.now);
  const since = now - last_days * dayMs;
  const value = changesOf(measured).filter(({ at }) => Date.parse(at) > since && Date.parse(at) <= now).length;
  const date = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
  return { from: date(since), until: date(now), value };
};

/** Of a window of days until today; several platforms are added up by their own days. */
export const measure = (metric: RuleMetric, window: RuleWindow, measured: Measured): Measurement => {
  if (!hasWindow(metric)) return { from: null, until: null, value: withoutWindow(metric, measured) };
  if (metric === 'changes') return changesWithin(measured, window);
  const { parts } = measured;
  const spans = parts.map(({ today }) => spanOf(window, today));
  const sums = sumsOf(parts, (_, index) => spans[index] ?? null);
  return {
    from: spans.reduce<string | null>((first, { from }) => (first === null || from < first ? from : first), null),
    until: spans.reduce<string | null>((last, { until }) => (last === null || until > last ? until : last), null),
    value: sums === null ? null : ofSums(metric, sums),
  };
};

/** The baseline of one platform: the days before the window, from its first day with results on. */
const baselineSpan = (part: PartSnapshot, window: RuleWindow, lastDays: number): Span | null => {
  const until = dateBefore(spanOf(window, part.today).from, 1);
  const wanted = dateBefore(until, lastDays - 1);
  const first = part.days[0]?.date;
  if (first === undefined || first > until) return null;
  // Dates are texts, which have no Math.max.
  return { from: [first, wanted].toSorted().at(-1) ?? wanted, until };
};

/** The entity's own metric over the days before the window; an amount for as many days as the window has. */
export const baselineOf = (
  metric: RuleMetric,
  window: RuleWindow,
  lastDays: number,
  measured: Measured,
): number | null => {
  const { parts } = measured;
  if (!amounts.includes(metric)) {
    const sums = sumsOf(parts, (part) => baselineSpan(part, window, lastDays));
    return sums === null ? null : ofSums(metric, sums);
  }
  const scaled = parts.map((part) => {
    const span = baselineSpan(part, window, lastDays);
    const sums = sumsOf([part], () => span);
    const value = sums === null ? null : ofSums(metric, sums);
    if (span === null || value === null) return null;
    return (value * window.last_days) / (daysBetween(span.from, span.until) + 1);
  });
  return scaled.some((value) => value === null) || scaled.length === 0
    ? null
    : scaled.reduce<number>((sum, value) => sum + (value ?? 0), 0);
};

/** The part of the window's conversions that had been reported when results were last read; `null` when never. */
export const maturityOf = (window: RuleWindow, { parts }: Measured): number | null => {
  if (parts.some(({ observedOn }) => observedOn === null)) return null;
  const all = parts.map((part) => matured(part, daysIn(part, spanOf(window, part.today))));
  return ratio(
    all.reduce((sum, { reported }) => sum + reported, 0),
    all.reduce((sum, { expected }) => sum + expected, 0),
  );
};

/** Since the results were read that were read longest ago; `null` when never. */
export const dataAgeMinutes = ({ snapshot: { now }, parts }: Measured): number | null => {
  const ages = parts.map(({ observedAt }) =>
    observedAt === null ? null : (Date.parse(now) - Date.parse(observedAt)) / 60_000,
  );
  return ages.reduce<number | null>(
    (oldest, age) => (oldest === null || age === null ? null : Math.max(oldest, age)),
    0,
  );
};
