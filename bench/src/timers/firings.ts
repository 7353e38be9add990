import type { StreamName } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';

/** What has been fired: in the order of the log, with when it was appended. */
export type Fired = Readonly<{ stream: StreamName; at: Date }>;

/** Listens from now on until so many operations are due. Throws when that takes longer than `timeoutMs`. */
export const hearFirings = async (
  store: EventStore,
  count: number,
  timeoutMs: number,
): Promise<() => Promise<readonly Fired[]>> => {
  const from = await store.head();
  const signal = AbortSignal.timeout(timeoutMs);
  const hear = async (): Promise<readonly Fired[]> => {
    const fired: Fired[] = [];
    for await (const batch of store.follow(from, 1_000, signal)) {
      for (const { type, stream, recordedAt } of batch) {
        if (type === 'OperationDue') fired.push({ stream, at: recordedAt });
      }
      if (fired.length >= count) return fired;
    }
    throw new Error(`${fired.length} of ${count} timers were fired within ${timeoutMs} ms`);
  };
  return hear;
};
