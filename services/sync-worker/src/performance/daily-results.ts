import type { DailyMetrics, PerformanceEvent, ResultTotals } from '@campaigns/contracts';

/** What was last reported, by campaign or ad and day. */
export type DailyResults = ReadonlyMap<string, DailyMetrics>;

/** A campaign or an ad, by the platform's id. */
export type Subject = Readonly<{ level: 'campaign' | 'ad'; id: string }>;

const keyOf = ({ level, id }: Subject, date: string): string => `${level}/${id}/${date}`;

type Reported = Readonly<{ subject: Subject; days: readonly DailyMetrics[] }>;

const reportedIn = ({ type, data }: PerformanceEvent): readonly Reported[] =>
  type === 'DailyMetricsReported'
    ? [{ subject: { level: 'campaign', id: data.platformCampaignId }, days: data.days }]
    : data.ads.map(({ platformAdId, days }) => ({ subject: { level: 'ad', id: platformAdId }, days }));

export const resultsFrom = (events: readonly PerformanceEvent[]): DailyResults =>
  new Map(
    events
      .flatMap(reportedIn)
      .flatMap(({ subject, days }) => days.map((day): [string, DailyMetrics] => [keyOf(subject, day.date), day])),
  );

/** The latest day that is kept of a campaign. */
export const lastDayOf = (events: readonly PerformanceEvent[], platformCampaignId: string): string | undefined =>
  events
    .flatMap(reportedIn)
    .flatMap(({ subject, days }) =>
      subject.level === 'campaign' && subject.id === platformCampaignId ? days.map(({ date }) => date) : [],
    )
    .reduce<string | undefined>((last, date) => (last === undefined || date > last ? date : last), undefined);

/** With days that are new or restated. */
export const withDays = (known: DailyResults, subject: Subject, days: readonly DailyMetrics[]): DailyResults =>
  new Map([...known, ...days.map((day): [string, DailyMetrics] => [keyOf(subject, day.date), day])]);

/** Of a campaign, from a day on. */
export const totalsOf = (results: DailyResults, platformCampaignId: string, since: string): ResultTotals => {
  const days = [...results].flatMap(([key, day]) =>
    day.date >= since && key === keyOf({ level: 'campaign', id: platformCampaignId }, day.date) ? [day] : [],
  );
  const sum = (pick: (day: DailyMetrics) => number): number => days.reduce((all, day) => all + pick(day), 0);
  return {
    since,
    spendMicros: sum(({ spendMicros }) => spendMicros),
    conversionsMicros: sum(({ conversionsMicros }) => conversionsMicros),
    revenueMicros: sum(({ revenueMicros }) => revenueMicros),
  };
};

/** A day without any delivery says nothing: some platforms send such rows, others leave them out. */
export const hasDelivery = ({
  spendMicros,
  impressions,
  clicks,
  conversionsMicros,
  revenueMicros,
}: DailyMetrics): boolean => spendMicros + impressions + clicks + conversionsMicros + revenueMicros > 0;

const isSame = (one: DailyMetrics, other: DailyMetrics): boolean =>
  one.spendMicros === other.spendMicros &&
  one.impressions === other.impressions &&
  one.clicks === other.clicks &&
  one.conversionsMicros === other.conversionsMicros &&
  one.revenueMicros === other.revenueMicros;

/**
 * The days that are new or restated, by date. A day that an answer leaves out, or gives as all zeros, stays as it was: an
 * empty answer never lowers a result.
 */
export const changedDays = (
  known: DailyResults,
  subject: Subject,
  reported: readonly DailyMetrics[],
): readonly DailyMetrics[] => {
  const byDate = new Map(reported.filter(hasDelivery).map((day) => [day.date, day]));
  return [...byDate.values()]
    .filter((day) => {
      const before = known.get(keyOf(subject, day.date));
      return before === undefined || !isSame(before, day);
    })
    .sort((one, other) => one.date.localeCompare(other.date));
};
