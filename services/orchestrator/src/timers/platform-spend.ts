import {
  type Flight,
  type MappingStatus,
  type OrchestrationEvent,
  orchestrationCodec,
  performanceCodec,
  type StoredEvent,
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

type Changed = Extract<OrchestrationEvent, { type: 'PlatformCampaignStatusChanged' | 'ExternalChangeAdopted' }>;

/** What a campaign has become by an event; `undefined` where that is not said. */
const statusIn = ({ type, data }: Changed): MappingStatus | undefined => {
  if (type === 'PlatformCampaignStatusChanged') return data.status;
  return data.adopted.removed === true ? 'failed' : data.adopted.status;
};

/** Since when, or until when, a mapping has delivered; `undefined` when it never did. */
const deliveryOf = (events: readonly StoredEvent[], mapping: Mapping, flight: Flight): Delivery | undefined => {
  let delivery: Delivery | undefined;
  for (const stored of events) {
    const { type, data } = orchestrationCodec.decode(stored);
    if (type !== 'PlatformCampaignStatusChanged' && type !== 'ExternalChangeAdopted') continue;
    if (data.mappingId !== mapping.mappingId) continue;
    const status = statusIn({ type, data } as Changed);
    const { occurredAt } = stored.metadata;
    const from = [occurredAt, flight.startAt].toSorted((one, other) => Date.parse(one) - Date.parse(other))[1];
    if (status === 'active' && delivery?.until !== null) delivery = { from: from ?? occurredAt, until: null };
    else if (status !== undefined && status !== 'active' && delivery?.until === null) {
      delivery = { ...delivery, until: occurredAt };
    }
  }
  return delivery;
};

/** Every look at a platform's results that found nothing new, as a report without days. */
const emptyLooks = async (
  store: EventStore,
  events: readonly StoredEvent[],
  { mappingId, platformCampaignId }: Mapping,
  now: Date,
): Promise<readonly SpendReport[]> => {
  const recent = events.flatMap((stored) => {
    const { type, data } = orchestrationCodec.decode(stored);
    const isRecent = now.getTime() - Date.parse(stored.metadata.occurredAt) < looksMs;
    return isRecent && (type === 'SyncRequested' || type === 'OptimizationRequested') ? [data.workflowId] : [];
  });
  const runs = await Promise.all(recent.map((workflowId) => store.load(`workflow-${workflowId}`)));
  return runs.flatMap((run) =>
    run.events.flatMap((stored): readonly SpendReport[] => {
      const { type, data } = workflowCodec.decode(stored);
      if (type !== 'OperationSettled' || data.mappingId !== mappingId || data.outcome.status !== 'succeeded') return [];
      const isLook = data.outcome.result.kind === 'fetch-metrics' && platformCampaignId !== null;
      return isLook ? [{ platformCampaignId, observedAt: data.at, days: [] }] : [];
    }),
  );
};

const reportsOf = async (
  store: EventStore,
  { orchestrationId }: ExistingOrchestration,
  mapping: Mapping,
): Promise<readonly SpendReport[]> => {
  const { events } = await store.load(`performance-${orchestrationId}-${mapping.platform}`);
  return events.flatMap((stored): readonly SpendReport[] => {
    const { type, data } = performanceCodec.decode(stored);
    return type === 'DailyMetricsReported' ? [data] : [];
  });
};

/** What is known of a platform's spend; nothing of one that never delivered. */
export const spendOf = async (
  store: EventStore,
  { events }: LoadedOrchestration,
  state: ExistingOrchestration,
  flight: Flight,
  mapping: Mapping,
  now: Date,
): Promise<readonly PlatformSpend[]> => {
  const delivery = deliveryOf(events, mapping, flight);
  const [reports, looks] = await Promise.all([
    reportsOf(store, state, mapping),
    emptyLooks(store, events, mapping, now),
  ]);
  if (delivery === undefined && reports.length === 0) return [];
  const inOrder = [...reports, ...looks].toSorted(
    (one, other) => Date.parse(one.observedAt) - Date.parse(other.observedAt),
  );
  const { observations } = inOrder.reduce(withReport, noSpend);
  const { platform, sent } = mapping;
  return [
    {
      platform,
      observations,
      deliversFrom: delivery?.from ?? flight.startAt,
      deliversUntil: delivery === undefined ? flight.startAt : delivery.until,
      flight,
      // Google alone holds it by the day.
      budget: { micros: sent?.atMostMicros ?? 0, heldPer: platform === 'google' ? 'day' : 'flight' },
    },
  ];
};
