import {
  type DailyMetrics,
  type OrchestrationEvent,
  type OrchestrationId,
  orchestrationCodec,
  type Platform,
  type RecordedEvent,
} from '@campaigns/contracts';
import {
  type ExistingOrchestration,
  type HistoryFact,
  type HistorySetting,
  type Mapping,
  type Orchestration,
  type OrchestrationHistory,
  orchestrationDecider,
} from '@campaigns/domain';
import { type EventStore, fold } from '@campaigns/event-sourcing';
import type { Read } from '@campaigns/read-access';
import type { AdHistory } from './ad-results.ts';
import { creativesOf } from './creatives.ts';
import { type FactRow, reportedFacts } from './facts.ts';
import { pastChanges } from './past-changes.ts';

type Question = Readonly<{
  orgId: string;
  orchestrationIds: readonly OrchestrationId[];
  /** Days before the beginning of which results are looked at, see `daysNeeded`. */
  days: number;
  /** Instants. */
  from: string;
  to: string;
  mostFacts: number;
}>;

/** What is recorded of orchestrations, for a backtest. */
export type RuleHistories = Readonly<{
  /** `undefined` when there are more than `mostFacts`. Orchestrations of others are left out. */
  load: (question: Question) => Promise<readonly OrchestrationHistory[] | undefined>;
}>;

type Recorded = RecordedEvent<OrchestrationEvent>;

/** So many streams are read at once. */
const together = 8;

/**
 * An ad as it was known then: how worn it was is left open, because its results are kept as they are today. When it was made is
 * the moment from which the orchestration had it.
 */
const adsOf = (mappings: readonly Mapping[], since: Map<string, string>, at: string): readonly AdHistory[] =>
  mappings.flatMap(({ platform, ads }) =>
    ads.map(({ creativeId }) => {
      const key = `${platform} ${creativeId}`;
      const madeAt = since.get(key) ?? at;
      since.set(key, madeAt);
      return { creativeId, platform, canDeliver: true, madeAt, days: [] };
    }),
  );

/** How it was set from each of its events on. */
const settingsOf = (events: readonly Recorded[]): readonly HistorySetting[] => {
  let state: Orchestration = orchestrationDecider.initialState;
  const since = new Map<string, string>();
  return events.flatMap((event, index): readonly HistorySetting[] => {
    const before = state;
    state = orchestrationDecider.evolve(state, event as OrchestrationEvent);
    if (state.status === 'absent' || state === before) return [];
    const { status, totalBudget, mappings } = state;
    const at = event.metadata.occurredAt;
    const ads = adsOf(mappings, since, at);
    const known = events.slice(0, index + 1);
    const parts = mappings.map((mapping) => ({
      ...{ platform: mapping.platform, status: mapping.status, budgetMicros: mapping.budgetMicros },
      creatives: creativesOf(known, mapping, ads),
    }));
    return [{ at, status, totalMicros: totalBudget.micros, parts }];
  });
};

const figures = ['spendMicros', 'impressions', 'clicks', 'conversionsMicros', 'revenueMicros'] as const;

const sumOf = (date: string, parts: Iterable<DailyMetrics>): DailyMetrics => {
  const sum = { date, spendMicros: 0, impressions: 0, clicks: 0, conversionsMicros: 0, revenueMicros: 0 };
  for (const part of parts) for (const name of figures) sum[name] += part[name];
  return sum;
};

/** A day is the sum of all campaigns that the platform had for the orchestration on it, as each was known last. */
const factsOf = (rows: readonly FactRow[]): readonly HistoryFact[] => {
  const known = new Map<string, Map<string, DailyMetrics>>();
  return rows.map(({ platform, campaign, observedAt, day }) => {
    const key = `${platform} ${day.date}`;
    const campaigns = known.get(key) ?? new Map<string, DailyMetrics>();
    known.set(key, campaigns.set(campaign, day));
    return { platform, observedAt, day: campaigns.size === 1 ? day : sumOf(day.date, campaigns.values()) };
  });
};

const zonesText = `
  select p.orchestration_id, p.platform, coalesce(c.time_zone, 'UTC') as zone
  from read.orchestration_platforms p left join read.platform_connections c on c.connection_id = p.connection_id
  where p.orchestration_id = any($1::uuid[])`;
type ZoneRow = Readonly<{ orchestration_id: string; platform: Platform; zone: string }>;

/** LinkedIn counts its days in UTC, whatever the account says. */
const zonesOf = (rows: readonly ZoneRow[], orchestrationId: string): OrchestrationHistory['zones'] =>
  Object.fromEntries(
    rows
      .filter(({ orchestration_id }) => orchestration_id === orchestrationId)
      .map(({ platform, zone }) => [platform, platform === 'linkedin' ? 'UTC' : zone]),
  );

const historyOf = (
  { orchestrationId, orgId, totalBudget, flight }: ExistingOrchestration,
  events: readonly Recorded[],
  facts: readonly FactRow[],
  zones: readonly ZoneRow[],
): OrchestrationHistory => ({
  ...{ orchestrationId, orgId, currency: totalBudget.currency, flightEndAt: flight?.endAt ?? null },
  zones: zonesOf(zones, orchestrationId),
  settings: settingsOf(events),
  facts: factsOf(facts),
  changes: pastChanges(events),
});

export const ruleHistories = ({ store, read }: Readonly<{ store: EventStore; read: Read }>): RuleHistories => {
  const eventsOf = async (id: OrchestrationId): Promise<readonly Recorded[]> =>
    (await store.load(`orchestration-${id}`)).events.map(orchestrationCodec.decodeRecorded);

  return {
    load: async ({ orgId, orchestrationIds, days, from, to, mostFacts }) => {
      const ids = `{${orchestrationIds.join(',')}}`;
      const [facts, zones] = await Promise.all([
        reportedFacts(read, orgId, { ids, days, from, to, most: mostFacts }),
        read<ZoneRow>(orgId, { name: 'rule-history-zones', text: zonesText, values: [ids] }),
      ]);
      if (facts.length > mostFacts) return undefined;
      const factsBy = Map.groupBy(facts, ({ orchestrationId }) => orchestrationId);
      const histories: OrchestrationHistory[] = [];
      for (let start = 0; start < orchestrationIds.length; start += together) {
        const some = orchestrationIds.slice(start, start + together);
        for (const events of await Promise.all(some.map(eventsOf))) {
          const state = fold(orchestrationDecider, events as readonly OrchestrationEvent[]);
          if (state.status === 'absent' || state.orgId !== orgId) continue;
          histories.push(historyOf(state, events, factsBy.get(state.orchestrationId) ?? [], zones));
        }
      }
      return histories;
    },
  };
};
