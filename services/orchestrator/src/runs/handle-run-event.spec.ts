import type { StoredEvent } from '@campaigns/contracts';
import { LogUnavailable, RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { handleRunEvent } from './handle-run-event.ts';

const logger = pino({ level: 'silent' });
const event = (type: string) => ({ type, stream: 'workflow-1', metadata: { eventId: '1' } }) as unknown as StoredEvent;
const context = { key: '1', attempt: 1 };

const handlerWith = (failure: Error) =>
  handleRunEvent({
    runner: { handle: async () => [] },
    recordEnd: () => Promise.reject(failure),
    logger,
  });

describe('The end of a run', () => {
  it('is set aside when a rule refuses it, so that the events behind it go on', async () => {
    const handle = handlerWith(new RuleViolation('illegal-transition', 'No'));
    expect(await handle(event('WorkflowFailed'), context)).toEqual({
      outcome: 'reject',
      reason: 'illegal-transition: No',
    });
  });

  it('is kept while the log is away', async () => {
    const handle = handlerWith(new LogUnavailable('away'));
    await expect(handle(event('WorkflowCompleted'), context)).rejects.toThrow(LogUnavailable);
  });
});
