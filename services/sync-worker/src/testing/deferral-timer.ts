import { operationCodec } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { fallDue } from './operation-samples.ts';

/** Stands in for the orchestrator's timers in specs: ends each deferral's wait when its time has come. */
export const startDeferralTimer = (store: EventStore): Readonly<{ stop: () => Promise<void> }> => {
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const follow = async (): Promise<void> => {
    for await (const batch of store.follow('start', 100, stopping.signal)) {
      for (const stored of batch) {
        if (stored.type !== 'OperationDeferred') continue;
        const event = operationCodec.decode(stored);
        if (event.type !== 'OperationDeferred') continue;
        const {
          until,
          task,
          reason: _reason,
          error: _error,
          attempt: _attempt,
          looks: _looks,
          ...context
        } = event.data;
        const waitMs = Math.max(0, Date.parse(until) - Date.now());
        timers.add(setTimeout(() => void fallDue(store, context, task, stored.metadata.orgId), waitMs));
      }
    }
  };
  const ended = follow();
  return {
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await ended;
    },
  };
};
