/** What a platform said at one moment that a mapping has cost since its beginning. */
export type Observation = Readonly<{ observedAt: string; spentMicros: number }>;

/** A mapping's spend as it was reported: by campaign and day, and in sum over the last hours. */
export type SpendSeries = Readonly<{
  spentByDay: Readonly<Record<string, number>>;
  /** The latest last. */
  observations: readonly Observation[];
}>;

/** Results that were fetched: the days that are new or restated, none of them when nothing has changed. */
export type SpendReport = Readonly<{
  platformCampaignId: string;
  observedAt: string;
  days: readonly Readonly<{ date: string; spendMicros: number }>[];
}>;

/** A rate is measured over an hour at most; the last observation before that is where the hour begins. */
const keptMs = 60 * 60_000;

const recent = (observations: readonly Observation[], until: string): readonly Observation[] => {
  const from = Date.parse(until) - keptMs;
  const begin = observations.findLastIndex(({ observedAt }) => Date.parse(observedAt) <= from);
  return observations.slice(Math.max(0, begin));
};

export const noSpend: SpendSeries = { spentByDay: {}, observations: [] };

/**
 * The series with one more report. A day in it replaces what was known of that day, and a day that it does not name stays, so
 * the sum goes on over midnight in any time zone. A report without days counts too: that nothing was spent is news. A report
 * that was observed before the latest one, or is heard twice, counts as of that one.
 */
export const withReport = (series: SpendSeries, { platformCampaignId, observedAt, days }: SpendReport): SpendSeries => {
  const reported = days.map(({ date, spendMicros }) => [`${platformCampaignId}/${date}`, spendMicros] as const);
  const spentByDay = { ...series.spentByDay, ...Object.fromEntries(reported) };
  const spentMicros = Object.values(spentByDay).reduce((sum, micros) => sum + micros, 0);
  const last = series.observations.at(-1);
  const isLater = last === undefined || Date.parse(last.observedAt) < Date.parse(observedAt);
  const earlier = isLater ? series.observations : series.observations.slice(0, -1);
  const at = isLater ? observedAt : last.observedAt;
  return { spentByDay, observations: recent([...earlier, { observedAt: at, spentMicros }], at) };
};
