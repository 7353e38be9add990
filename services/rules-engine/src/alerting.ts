import { campaignEventsTopic } from '@campaigns/contracts';
import type { DeadLetters, EventFeed, EventStore } from '@campaigns/event-sourcing';
import type { Read } from '@campaigns/read-access';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { OrchestrationMemory } from '@campaigns/rule-snapshot';
import type { Clock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { alertFacts } from './alerts/alert-facts.ts';
import { alertChecks } from './alerts/checks.ts';
import { handleAlertEvent } from './alerts/handle-alert-event.ts';
import { observer } from './alerts/observe.ts';
import { openAlerts } from './alerts/open-alerts.ts';
import type { WebhookConfig } from './deliveries/config.ts';
import { deliveryWorker } from './deliveries/delivery-worker.ts';
import { handleDeliveryEvent } from './deliveries/handle-delivery-event.ts';
import { webhookReads } from './deliveries/webhook-reads.ts';
import { dueLoop } from './due-loop.ts';

type Dependencies = Readonly<{
  store: EventStore;
  feed: EventFeed;
  /** Where `migrateRulesEngine` and `migrateWebhooks` were run. */
  pool: Pool;
  read: Read;
  memory: OrchestrationMemory;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  logger: Logger;
  clock: Clock;
  webhooks: WebhookConfig;
  deadLetters: Pick<DeadLetters, 'list'> | undefined;
}>;

/** Looks out for what people have to know, and tells their webhooks. */
export const startAlerting = async (dependencies: Dependencies): Promise<Readonly<{ stop: () => Promise<void> }>> => {
  const { store, feed, pool, read, memory, progress, logger, clock, webhooks, deadLetters } = dependencies;
  const { key, isPrivateAllowed } = webhooks;
  const open = openAlerts(pool);
  const observe = observer({ store, open });
  const facts = alertFacts({ store, read, memory, open });
  const reads = webhookReads(read);
  const checks = dueLoop({
    ...{ clock, logger, name: 'alert checks' },
    work: alertChecks({ store, pool, facts, observe, deadLetters, clock }),
  });
  const worker =
    key === undefined
      ? undefined
      : deliveryWorker({ pool, webhooks: reads, key, settings: { isPrivateAllowed }, clock, logger });
  const groups = await Promise.all([
    feed.subscribe({
      group: 'alerts',
      topic: campaignEventsTopic,
      handle: handleAlertEvent({
        ...{ store, pool, read, progress, facts, observe, clock, logger },
        onArmed: checks.ring,
      }),
    }),
    feed.subscribe({
      group: 'alert-deliveries',
      topic: campaignEventsTopic,
      handle: handleDeliveryEvent({
        ...{ store, pool, webhooks: reads, progress, clock, logger },
        onEnqueued: () => worker?.ring(),
      }),
    }),
  ]);
  return {
    stop: async () => {
      await Promise.all([...groups, checks, ...(worker === undefined ? [] : [worker])].map(({ stop }) => stop()));
    },
  };
};
