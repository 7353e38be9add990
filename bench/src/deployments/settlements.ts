import { orchestrationCodec } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';

export type Settlements = Readonly<{
  /** How the next run of an orchestration ends, and when. */
  of: (orchestrationId: string) => Promise<Readonly<{ outcome: string; at: number }>>;
  stop: () => Promise<void>;
}>;

/** Hears from the log how runs have ended: asking the API again and again would be a load of its own. */
export const hearSettlements = async (store: EventStore): Promise<Settlements> => {
  const stopping = new AbortController();
  const waiting = new Map<string, (settled: { outcome: string; at: number }) => void>();
  const after = await store.head();
  const listen = async (): Promise<void> => {
    for await (const events of store.follow(after, 1_000, stopping.signal)) {
      for (const event of events) {
        if (event.type !== 'WorkflowSettled') continue;
        const settled = orchestrationCodec.decode(event);
        if (settled.type !== 'WorkflowSettled') continue;
        const { orchestrationId, outcome } = settled.data;
        waiting.get(orchestrationId)?.({ outcome, at: performance.now() });
        waiting.delete(orchestrationId);
      }
    }
  };
  const listening = listen();
  return {
    of: (orchestrationId) => new Promise((resolve) => waiting.set(orchestrationId, resolve)),
    stop: async () => {
      stopping.abort();
      await listening;
    },
  };
};
