import {
  type DailyMetrics,
  type OperationEvent,
  type OperationRequested,
  type OperationResult,
  type OperationTask,
  operationCodec,
  performanceCodec,
  type StoredEvent,
  workflowCodec,
} from '@campaigns/contracts';
import { plainResult } from '@campaigns/domain';
import { derivedId, type EventStore, toAppend } from '@campaigns/event-sourcing';

const results = (syncs: number): readonly DailyMetrics[] =>
  [0, 1].map((back) => ({
    date: new Date(Date.UTC(2026, 2, 1 + Math.floor(syncs / 4) - back)).toISOString().slice(0, 10),
    spendMicros: 12_340_000 + syncs * 10_000,
    impressions: 18_000 + syncs,
    clicks: 240 + syncs,
    conversionsMicros: 3_500_000,
    revenueMicros: 41_000_000 + syncs * 20_000,
  }));

const resultOf = (task: OperationTask, days: number, until: string): OperationResult =>
  plainResult(task, { idOf: ({ tag }) => `campaign-${tag}`, timeZone: 'America/New_York', days, until });

/** Writes what the sync-worker writes about an operation that goes well, without calling a platform. */
export const standInWorker = (store: EventStore): ((requested: StoredEvent) => Promise<void>) => {
  let fetched = 0;

  return async (requested) => {
    const { metadata } = requested;
    const { task, step, at, ...context } = workflowCodec.decode(requested).data as OperationRequested['data'];
    const command = (purpose: string) => ({
      commandId: derivedId(metadata.eventId, purpose),
      ...{ orgId: metadata.orgId, actor: { kind: 'service', id: 'sync-worker' } as const },
      ...{ correlationId: metadata.correlationId, causationId: metadata.eventId, occurredAt: metadata.occurredAt },
    });
    const record = async (event: OperationEvent, expected: 'no-stream' | bigint): Promise<void> => {
      const events = toAppend([event], operationCodec, command(event.type));
      await store.append(`operation-${context.operationId}`, expected, events);
    };

    await record({ type: 'OperationAttempted', data: { ...context, attempt: 1, purpose: 'call', task } }, 'no-stream');
    fetched += task.kind === 'fetch-metrics' ? 1 : 0;
    const days = results(fetched);
    const until = days[0]?.date ?? at.slice(0, 10);
    if (task.kind === 'fetch-metrics') {
      const { orchestrationId, mappingId, platform, operationId } = context;
      const stream = `performance-${orchestrationId}-${platform}` as const;
      const { revision } = await store.load(stream);
      const reported = {
        type: 'DailyMetricsReported' as const,
        data: {
          ...{ orchestrationId, mappingId, platform, operationId, platformCampaignId: task.platformCampaignId },
          ...{ currency: 'USD', observedAt: metadata.occurredAt, days: [...days] },
        },
      };
      await store.append(stream, revision, toAppend([reported], performanceCodec, command('days')));
    }
    await record({ type: 'OperationSucceeded', data: { ...context, result: resultOf(task, days.length, until) } }, 0n);
  };
};
