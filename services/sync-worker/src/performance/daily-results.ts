import type { DailyMetrics, PerformanceEvent } from '@campaigns/contracts';

/** What was last reported, by campaign and day. */
export type DailyResults = ReadonlyMap<string, DailyMetrics>;

const keyOf = (platformCampaignId: string, date: string): string => `${platformCampaignId}/${date}`;

export const resultsFrom = (events: readonly PerformanceEvent[]): DailyResults =>
  new Map(
    events.flatMap(({ data }) =>
      data.days.map((day): [string, DailyMetrics] => [keyOf(data.platformCampaignId, day.date), day]),
    ),
  );

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
  platformCampaignId: string,
  reported: readonly DailyMetrics[],
): readonly DailyMetrics[] => {
  const byDate = new Map(reported.filter(hasDelivery).map((day) => [day.date, day]));
  return [...byDate.values()]
    .filter((day) => {
      const before = known.get(keyOf(platformCampaignId, day.date));
      return before === undefined || !isSame(before, day);
    })
    .sort((one, other) => one.date.localeCompare(other.date));
};
