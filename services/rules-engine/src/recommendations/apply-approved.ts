import { orchestrationCodec, recommendationCodec, type StoredEvent, type WorkflowId } from '@campaigns/contracts';
import { approvedBudget, isRecent, type RecommendationCommand, recommendationDecider } from '@campaigns/domain';
import {
  type CommandContext,
  commandHandler,
  derivedId,
  type EventStore,
  fold,
  RuleViolation,
} from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { lateDecider } from '../late-decider.ts';
import { reactionContext } from '../reaction-context.ts';

type Dependencies = Readonly<{ store: EventStore; clock: Clock }>;

/**
 * Sends what was approved to its orchestration, once, and records what that made of it. Throws `ConcurrencyExhausted`,
 * `LogUnavailable`, ZodError.
 */
export const approvedSender = ({ store, clock }: Dependencies): ((approved: StoredEvent) => Promise<void>) => {
  const record = commandHandler(store, recommendationDecider, recommendationCodec);

  return async (approved) => {
    const { events } = await store.load(approved.stream);
    const state = fold(recommendationDecider, events.map(recommendationCodec.decode));
    if (state.status !== 'approved') return;
    const { content } = state;
    const now = clock.now();
    const at = now.toISOString();

    const send = async (context: CommandContext): Promise<RecommendationCommand> => {
      const workflowId = derivedId(context.commandId, 'workflow') as WorkflowId;
      const decider = lateDecider((orchestration) => {
        const { occurredAt } = approved.metadata;
        if (isRecent(occurredAt, at)) return approvedBudget(content, orchestration, { workflowId, now: at });
        throw new RuleViolation('decided-long-ago', `It was approved at ${occurredAt} and could not be sent until now`);
      });
      const handle = commandHandler(store, decider, orchestrationCodec);
      try {
        await handle(`orchestration-${content.orchestrationId}`, undefined, context);
        return { type: 'MarkApplied', data: { now: at } };
      } catch (error) {
        if (!(error instanceof RuleViolation)) throw error;
        return { type: 'MarkRefused', data: { problem: error.code, detail: error.message, now: at } };
      }
    };

    const outcome = await send(reactionContext(approved, 'send', now));
    await record(approved.stream, outcome, reactionContext(approved, 'mark', now));
  };
};
