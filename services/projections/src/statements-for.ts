import { decodeDomainEvent, type StoredEvent } from '@campaigns/contracts';
import { connectionHandlers } from './handlers/connections.ts';
import { dailyMetricsHandlers } from './handlers/daily-metrics.ts';
import { orchestrationHandlers } from './handlers/orchestrations.ts';
import { platformHandlers } from './handlers/platforms.ts';
import { syncLogHandlers } from './handlers/sync-logs.ts';
import { templateHandlers } from './handlers/templates.ts';
import { workflowHandlers } from './handlers/workflows.ts';
import type { Handlers, Statement } from './statement.ts';

/** In this order: a row is there before the rows that refer to it. */
const tables: readonly Handlers[] = [
  templateHandlers,
  connectionHandlers,
  orchestrationHandlers,
  platformHandlers,
  dailyMetricsHandlers,
  workflowHandlers,
  syncLogHandlers,
];

/** Everything an event does to the read tables. Throws a ZodError for stored data of no known shape. */
export const statementsFor = (stored: StoredEvent): readonly Statement[] => {
  const event = decodeDomainEvent(stored);
  if (event === undefined) return [];
  return tables.flatMap((handlers) => {
    const handle = handlers[event.type] as ((recorded: typeof event) => readonly Statement[]) | undefined;
    return handle?.(event) ?? [];
  });
};
