import {
  type DailyMetrics,
  type OrchestrationId,
  type Platform,
  performanceCodec,
  platform,
} from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import type { RecommendationHistories } from '@campaigns/rules-engine';

/** Days as they were last told, added up over all campaigns that the platform had for the orchestration. */
const daysOf = async (store: EventStore, id: OrchestrationId, name: Platform): Promise<readonly DailyMetrics[]> => {
  const told = new Map<string, DailyMetrics>();
  for (const event of (await store.load(`performance-${id}-${name}`)).events.map(performanceCodec.decode)) {
    if (event.type !== 'DailyMetricsReported') continue;
    for (const day of event.data.days) told.set(`${event.data.platformCampaignId} ${day.date}`, day);
  }
  const byDate = Map.groupBy(told.values(), ({ date }) => date);
  return [...byDate].toSorted().map(([date, days]) => {
    const sum = (pick: (day: DailyMetrics) => number): number => days.reduce((all, day) => all + pick(day), 0);
    return {
      ...{ date, spendMicros: sum((day) => day.spendMicros), impressions: sum((day) => day.impressions) },
      ...{ clicks: sum((day) => day.clicks), conversionsMicros: sum((day) => day.conversionsMicros) },
      revenueMicros: sum((day) => day.revenueMicros),
    };
  });
};

/** What the read tables would say, from the log itself. */
export const spendInLog = (store: EventStore): RecommendationHistories => ({
  results: ({ orchestrationId, since }) =>
    Promise.all(
      platform.options.map(async (name) => {
        const days = await daysOf(store, orchestrationId as OrchestrationId, name);
        return {
          ...{ platform: name, timeZone: 'UTC', accountDays: [], days: days.filter(({ date }) => date >= since) },
          spentMicros: days.reduce((sum, { spendMicros }) => sum + spendMicros, 0),
        };
      }),
    ),
  crediting: async () => undefined,
});
