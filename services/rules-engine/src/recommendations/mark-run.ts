import { orchestrationCodec, recommendationCodec, type StoredEvent } from '@campaigns/contracts';
import { type RecommendationCommand, recommendationDecider, recommendationIdOf } from '@campaigns/domain';
import { commandHandler, type EventStore } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { reactionContext } from '../reaction-context.ts';

type Dependencies = Readonly<{ store: EventStore; clock: Clock }>;

/** Records whether a run that applies its recommendation by itself has done so; does nothing for other runs. */
export const runMarker = ({ store, clock }: Dependencies): ((settled: StoredEvent) => Promise<void>) => {
  const record = commandHandler(store, recommendationDecider, recommendationCodec);
  return async (settled) => {
    const event = orchestrationCodec.decode(settled);
    if (event.type !== 'WorkflowSettled' || event.data.workflowType !== 'optimization') return;
    const { workflowId } = event.data;
    const { events } = await store.load(settled.stream);
    const isApplied = events
      .map(orchestrationCodec.decode)
      .some(({ type, data }) => type === 'BudgetChanged' && data.recommendedBy === workflowId);
    const now = clock.now();
    const at = now.toISOString();
    const detail =
      'The run ended without splitting the budget so: it was called off, or the budget was changed meanwhile';
    const outcome: RecommendationCommand = isApplied
      ? { type: 'MarkApplied', data: { now: at } }
      : { type: 'MarkRefused', data: { problem: 'not-applied', detail, now: at } };
    // Of a run without a recommendation, or one that a person decides on, nothing is to be told.
    const stream = `recommendation-${recommendationIdOf(workflowId)}` as const;
    await record(stream, outcome, reactionContext(settled, 'mark-run', now));
  };
};
