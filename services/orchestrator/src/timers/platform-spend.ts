import {
  type Flight,
  type MappingStatus,
  performanceCodec,
  type WorkflowEvent,
  workflowCodec,
} from '@campaigns/contracts';
import {
  type ExistingOrchestration,
  type Mapping,
  noSpend,
  type PlatformSpend,
  type SpendReport,
  withReport,
} from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import type { LoadedOrchestration } from './orchestration-command.ts';

/** Rates are measured over an hour; a sync asked for before this has nothing to add to them. */
const looksMs = 2 * 60 * 60_000;

type Delivery = Readonly<{ from: string; until: string | null }>;
type Events = LoadedOrchestration['events'];

/** What a campaign has become by an event; `undefined` where that is not said. */
const statusIn = ({ type, data }: Events[number], { mappingId }: Mapping): MappingStatus | undefined => {
  if (type === 'PlatformCampaignStatusChanged') return data.mappingId === mappingId ? data.status : undefined;
  if (type !== 'ExternalChangeAdopted' || data.mappingId !== mappingId) return undefined;
  return data.adopted.removed === true ? 'failed' : data.adopted.status;
};

/** Since when, or until when, a mapping has delivered; `undefined` when it never did. */
const deliveryOf = (events: Events, mapping: Mapping, flight: Flight): Delivery | undefined => {
  let delivery: Delivery | undefined;
  for (const event of events) {
    const status = statusIn(event, mapping);
    if (status === undefined) continue;
    const { occurredAt } = event.metadata;
    const isLater = Date.parse(occurredAt) > Date.parse(flight.startAt);
    if (status === 'active' && delivery?.until !== null) {
      delivery = { from: isLater ? occurredAt : flight.startAt, until: null };
    } else if (status !== 'active' && delivery?.until === null) delivery = { ...delivery, until: occurredAt };
  }
  return delivery;
};

/** What runs that may have looked at results of late came to, of all platforms. */
const recentRuns = async (store: EventStore, events: Events, now: Date): Promise<readonly WorkflowEvent[]> => {
  const ids = events.flatMap(({ type, data, metadata }) => {
    const isRecent = now.getTime() - Date.parse(metadata.occurredAt) < looksMs;
    return isRecent && (type === 'SyncRequested' || type === 'OptimizationRequested') ? [data.workflowId] : [];
  });
  const runs = await Promise.all(ids.map((workflowId) => store.load(`workflow-${workflowId}`)));
  return runs.flatMap((run) => run.events.map(workflowCodec.decode));
};

/** Every look at a platform's results, as a report without days: that nothing new was found is news too. */
const looksAt = (
  runs: readonly WorkflowEvent[],
  { mappingId, platformCampaignId }: Mapping,
): readonly SpendReport[] => {
  if (platformCampaignId === null) return [];
  return runs.flatMap(({ type, data }): readonly SpendReport[] => {
    if (type !== 'OperationSettled' || data.mappingId !== mappingId || data.outcome.status !== 'succeeded') return [];
    const isLook = data.outcome.result.kind === 'fetch-metrics';
    return isLook ? [{ platformCampaignId, observedAt: data.at, days: [] }] : [];
  });
};

const reportsOf = async (
  store: EventStore,
  { orchestrationId }: ExistingOrchestration,
  { platform }: Mapping,
): Promise<readonly SpendReport[]> => {
  const { events } = await store.load(`performance-${orchestrationId}-${platform}`);
  return events.flatMap((stored): readonly SpendReport[] => {
    const { type, data } = performanceCodec.decode(stored);
    return type === 'DailyMetricsReported' ? [data] : [];
  });
};

const spendOf = (
  mapping: Mapping,
  flight: Flight,
  delivery: Delivery | undefined,
  reports: readonly SpendReport[],
): PlatformSpend => {
  const inOrder = reports.toSorted((one, other) => Date.parse(one.observedAt) - Date.parse(other.observedAt));
  const { platform, sent } = mapping;
  return {
    platform,
    observations: inOrder.reduce(withReport, noSpend).observations,
    deliversFrom: delivery?.from ?? flight.startAt,
    deliversUntil: delivery === undefined ? flight.startAt : delivery.until,
    flight,
    // Google alone holds it by the day.
    budget: { micros: sent?.atMostMicros ?? 0, heldPer: platform === 'google' ? 'day' : 'flight' },
  };
};

/** What is known of each platform's spend; nothing of those that never delivered. */
export const spends = async (
  store: EventStore,
  { events }: LoadedOrchestration,
  state: ExistingOrchestration,
  flight: Flight,
  now: Date,
): Promise<readonly PlatformSpend[]> => {
  const [runs, reported] = await Promise.all([
    recentRuns(store, events, now),
    Promise.all(state.mappings.map((mapping) => reportsOf(store, state, mapping))),
  ]);
  return state.mappings.flatMap((mapping, index) => {
    const delivery = deliveryOf(events, mapping, flight);
    const reports = reported[index] ?? [];
    if (delivery === undefined && reports.length === 0) return [];
    return [spendOf(mapping, flight, delivery, [...reports, ...looksAt(runs, mapping)])];
  });
};
