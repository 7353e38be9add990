import type { StoredEvent } from '@campaigns/contracts';
import { type FeedHandler, RuleViolation } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import { ZodError } from 'zod';

/** What follows from an event; `attempt` counts from 1. */
export type Reaction = (event: StoredEvent, attempt: number) => Promise<void>;

/** Neither a broken rule nor data that nobody can read becomes better by trying again; `undefined` for what may. */
const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof RuleViolation) return `${error.code}: ${error.message}`;
  return error instanceof ZodError ? `unreadable event: ${error.message}` : undefined;
};

/** Routes each event to the reaction of its type. One that nothing can make good goes to the dead letters at once. */
export const reactTo =
  (reactions: Readonly<Record<string, Reaction>>, logger: Logger): FeedHandler =>
  async (event, { attempt }) => {
    try {
      await reactions[event.type]?.(event, attempt);
      return { outcome: 'done' };
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      const { stream, type, metadata } = event;
      logger.error({ stream, type, eventId: metadata.eventId, reason }, 'event refused');
      return { outcome: 'reject', reason };
    }
  };
