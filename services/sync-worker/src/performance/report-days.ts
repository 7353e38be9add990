import { type DailyMetrics, type PerformanceEvent, performanceCodec, type StreamName } from '@campaigns/contracts';
import {
  type CommandContext,
  ConcurrencyExhausted,
  derivedId,
  type EventStore,
  toAppend,
} from '@campaigns/event-sourcing';
import type { OperationContext } from '../operations/trigger.ts';
import { changedDays, resultsFrom } from './daily-results.ts';

export type DaysToReport = Readonly<{
  context: OperationContext;
  platformCampaignId: string;
  currency: string;
  observedAt: string;
  days: readonly DailyMetrics[];
}>;

export const performanceStream = ({ orchestrationId, platform }: OperationContext): StreamName =>
  `performance-${orchestrationId}-${platform}`;

/**
 * Appends the days that are new or restated; returns how many. Done again with the same days it appends nothing. The ids
 * are derived from the command and from what was known, so that a repetition after new results is an event of its own.
 */
export const reportDays = async (
  store: EventStore,
  { context, platformCampaignId, currency, observedAt, days }: DaysToReport,
  command: CommandContext,
): Promise<number> => {
  const stream = performanceStream(context);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { events, revision } = await store.load(stream);
    const changed = changedDays(resultsFrom(events.map(performanceCodec.decode)), platformCampaignId, days);
    if (changed.length === 0) return 0;
    const { orchestrationId, mappingId, platform, operationId } = context;
    const event: PerformanceEvent = {
      type: 'DailyMetricsReported',
      data: {
        orchestrationId,
        mappingId,
        platform,
        platformCampaignId,
        operationId,
        currency,
        observedAt,
        days: [...changed],
      },
    };
    const commandId = derivedId(command.commandId, 'metrics', String(revision));
    const result = await store.append(stream, revision, toAppend([event], performanceCodec, { ...command, commandId }));
    if (result.outcome === 'appended') return changed.length;
  }
  throw new ConcurrencyExhausted(`${stream} kept changing`);
};
