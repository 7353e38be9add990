import { campaignEventsTopic } from '@campaigns/contracts';
import { campaignWorkflow } from '@campaigns/domain';
import type { EventFeed, EventStore } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { handleRunEvent } from './runs/handle-run-event.ts';
import { recordWorkflowEnd } from './runs/record-end.ts';
import { createWorkflowRunner } from './runs/workflow-runner.ts';
import { handleTimerEvent } from './timers/handle-timer-event.ts';
import { startTimerService } from './timers/timer-service.ts';

export type OrchestratorOptions = Readonly<{
  store: EventStore;
  feed: EventFeed;
  /** Where `migrateOrchestrator` was run; stays the caller's to end. */
  pool: Pool;
  logger: Logger;
  clock: Clock;
}>;

export type Orchestrator = Readonly<{
  /** Finishes what is in hand and takes nothing new. What is left undone goes on with the next start. */
  stop: () => Promise<void>;
}>;

/** Runs the workflows and the timers. Any number of orchestrators may run at once. */
export const createOrchestrator = async (options: OrchestratorOptions): Promise<Orchestrator> => {
  const { store, feed, pool, logger } = options;
  const runner = createWorkflowRunner({ store, workflow: campaignWorkflow });
  const timers = startTimerService(options);
  const runs = await feed.subscribe({
    group: 'orchestrator',
    topic: campaignEventsTopic,
    handle: handleRunEvent({ runner, recordEnd: recordWorkflowEnd(store), logger }),
  });
  const arming = await feed.subscribe({
    group: 'timers',
    topic: campaignEventsTopic,
    handle: handleTimerEvent({ store, pool, onArmed: timers.armed }),
  });
  return {
    stop: async () => {
      await Promise.all([runs.stop(), arming.stop()]);
      await timers.stop();
    },
  };
};
