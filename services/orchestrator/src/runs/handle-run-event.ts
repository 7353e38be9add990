import type { StoredEvent } from '@campaigns/contracts';
import { type FeedHandler, type Handled, RuleViolation } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import type { WorkflowRunner } from './workflow-runner.ts';

type Dependencies = Readonly<{
  runner: WorkflowRunner;
  recordEnd: (ended: StoredEvent) => Promise<void>;
  logger: Logger;
}>;

const isEnd = ({ type }: StoredEvent): boolean => type === 'WorkflowCompleted' || type === 'WorkflowFailed';

/** Neither a broken rule nor data that nobody can read becomes better by trying again. */
const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof RuleViolation) return `${error.code}: ${error.message}`;
  return error instanceof ZodError ? `unreadable event: ${error.message}` : undefined;
};

/** Routes requests and outcomes to their run, and the end of a run to its orchestration. */
export const handleRunEvent =
  ({ runner, recordEnd, logger }: Dependencies): FeedHandler =>
  async (event): Promise<Handled> => {
    try {
      if (isEnd(event)) await recordEnd(event);
      else await runner.handle(event);
      return { outcome: 'done' };
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      const { stream, type, metadata } = event;
      logger.error({ stream, type, eventId: metadata.eventId, reason }, 'event refused');
      return { outcome: 'reject', reason };
    }
  };
