import type { StoredEvent } from '@campaigns/contracts';
import type { EventStore, FeedHandler } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import { ZodError } from 'zod';
import { autoSyncTimer } from './auto-sync.ts';
import { operationTimer } from './operation-due.ts';
import type { NewTimer } from './timer.ts';
import { armTimer } from './timer-table.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  /** Called when a timer was kept. */
  onArmed: (dueAt: Date) => void;
}>;

const timerFor = async (store: EventStore, event: StoredEvent): Promise<NewTimer | undefined> => {
  if (event.type === 'OperationDeferred') return operationTimer(event);
  return event.type === 'OrchestrationActivated' ? autoSyncTimer(store, event) : undefined;
};

/** Keeps the timers that events ask for. Hearing of an event again keeps nothing twice. */
export const handleTimerEvent =
  ({ store, pool, onArmed }: Dependencies): FeedHandler =>
  async (event) => {
    try {
      const timer = await timerFor(store, event);
      if (timer !== undefined) {
        await armTimer(pool, timer);
        onArmed(timer.dueAt);
      }
      return { outcome: 'done' };
    } catch (error) {
      if (error instanceof ZodError) return { outcome: 'reject', reason: `unreadable event: ${error.message}` };
      throw error;
    }
  };
