import type { StreamName } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';

/** Waits until something is appended to a stream behind a position of the log, at most so long. */
export const untilAppended = async (
  store: EventStore,
  { stream, after, timeoutMs }: Readonly<{ stream: StreamName; after: bigint; timeoutMs: number }>,
): Promise<void> => {
  for await (const batch of store.follow(after, 100, AbortSignal.timeout(timeoutMs))) {
    if (batch.some((event) => event.stream === stream)) return;
  }
};
