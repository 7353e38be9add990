import type { EventStore, FeedHandler } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import { ZodError } from 'zod';
import { timerRules } from './timer-rules.ts';
import { armTimer } from './timer-table.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  /** Called when a timer was kept. */
  onArmed: (dueAt: Date) => void;
}>;

const rules = Object.values(timerRules);

/** Keeps the timers that events ask for. Hearing of an event again keeps nothing twice. */
export const handleTimerEvent =
  ({ store, pool, onArmed }: Dependencies): FeedHandler =>
  async (event) => {
    try {
      for (const { askedForBy, timerFor } of rules) {
        if (!askedForBy.includes(event.type)) continue;
        const timer = await timerFor(event, store);
        if (timer === undefined) continue;
        await armTimer(pool, timer);
        onArmed(timer.dueAt);
      }
      return { outcome: 'done' };
    } catch (error) {
      if (error instanceof ZodError) return { outcome: 'reject', reason: `unreadable event: ${error.message}` };
      throw error;
    }
  };
