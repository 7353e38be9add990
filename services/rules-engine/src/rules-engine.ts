import { campaignEventsTopic } from '@campaigns/contracts';
import type { DeadLetters, EventFeed, EventStore } from '@campaigns/event-sourcing';
import { tenantReader } from '@campaigns/read-access';
import type { ProjectionProgress } from '@campaigns/read-progress';
import { orchestrationMemory, ruleSnapshots } from '@campaigns/rule-snapshot';
import type { Clock } from '@campaigns/service-kit';
import { spendHistories } from '@campaigns/spend-history';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { startAlerting } from './alerting.ts';
import type { WebhookConfig } from './deliveries/config.ts';
import { handleRecommendationEvent } from './recommendations/handle-recommendation-event.ts';
import { actionTable } from './rules/action-table.ts';
import { handleRuleEvent } from './rules/handle-rule-event.ts';
import { looks } from './rules/look.ts';
import { ruleBook } from './rules/rule-book.ts';
import { actionSender } from './rules/send-action.ts';

export type RulesEngineOptions = Readonly<{
  store: EventStore;
  feed: EventFeed;
  /** Where `migrateRulesEngine` was run; stays the caller's to end. */
  pool: Pool;
  /** Connects as a role that row-level security applies to. */
  readPool: Pool;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  logger: Logger;
  clock: Clock;
  /** So often an action is tried while another run is in its way; see `handleRuleEvent`. */
  tries?: number;
  /** Default: messages are kept, and not sent. */
  webhooks?: WebhookConfig;
  /** Those of the feed; without them there are no alerts about them. */
  deadLetters?: Pick<DeadLetters, 'list'>;
}>;

export type RulesEngine = Readonly<{
  /** Finishes what is in hand and takes nothing new. What is left undone goes on with the next start. */
  stop: () => Promise<void>;
}>;

/** Decides by rules and results. Any number of rules-engines may run at once. */
export const createRulesEngine = async (options: RulesEngineOptions): Promise<RulesEngine> => {
  const { store, feed, pool, readPool, progress, logger, clock } = options;
  const read = tenantReader(readPool);
  const actions = actionTable(pool);
  const memory = orchestrationMemory(store);
  const rules = await feed.subscribe({
    group: 'rules',
    topic: campaignEventsTopic,
    handle: handleRuleEvent({
      ...{ store, progress, logger, clock, book: ruleBook(read) },
      look: looks({ store, snapshots: ruleSnapshots({ store, read, memory }), actions, clock }),
      sendAction: actionSender({ store, actions, clock }),
      tries: options.tries,
    }),
  });
  const recommendations = await feed.subscribe({
    group: 'recommendations',
    topic: campaignEventsTopic,
    handle: handleRecommendationEvent({ store, progress, logger, clock, histories: spendHistories(read, clock.now) }),
  });
  const alerting = await startAlerting({
    ...{ store, feed, pool, read, memory, progress, logger, clock, deadLetters: options.deadLetters },
    webhooks: options.webhooks ?? { isPrivateAllowed: false },
  });
  return { stop: async () => void (await Promise.all([rules.stop(), recommendations.stop(), alerting.stop()])) };
};
