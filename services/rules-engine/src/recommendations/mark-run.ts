import {
  type OrchestrationId,
  orchestrationCodec,
  recommendationCodec,
  type StoredEvent,
  type WorkflowId,
} from '@campaigns/contracts';
import { type RecommendationCommand, recommendationDecider, recommendationIdOf } from '@campaigns/domain';
import { commandHandler, type EventStore, fold } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import { reactionContext } from '../reaction-context.ts';

type Dependencies = Readonly<{ store: EventStore; clock: Clock }>;
type Optimization = Readonly<{ orchestrationId: OrchestrationId; workflowId: WorkflowId }>;

const detail = 'The run ended without splitting the budget so: it was called off, or the budget was changed meanwhile';

/**
 * Records whether a run that applies its recommendation by itself has done so, once it has settled; does nothing for other runs.
 * The event is what led to looking.
 */
export const runMarker = ({ store, clock }: Dependencies) => {
  const record = commandHandler(store, recommendationDecider, recommendationCodec);

  /** Of a run without a recommendation, or one that a person decides on, nothing is to be told. */
  const isToldOf = async (stream: `recommendation-${string}`): Promise<boolean> => {
    const { events } = await store.load(stream);
    const state = fold(recommendationDecider, events.map(recommendationCodec.decode));
    return state.status === 'proposed' && state.content.decidedBy === 'run';
  };

  return async (event: StoredEvent, { orchestrationId, workflowId }: Optimization): Promise<void> => {
    const stream = `recommendation-${recommendationIdOf(workflowId)}` as const;
    if (!(await isToldOf(stream))) return;
    const { events } = await store.load(`orchestration-${orchestrationId}`);
    const told = events.map(orchestrationCodec.decode);
    if (!told.some(({ type, data }) => type === 'WorkflowSettled' && data.workflowId === workflowId)) return;
    const isApplied = told.some(({ type, data }) => type === 'BudgetChanged' && data.recommendedBy === workflowId);
    const now = clock.now();
    const at = now.toISOString();
    const outcome: RecommendationCommand = isApplied
      ? { type: 'MarkApplied', data: { now: at } }
      : { type: 'MarkRefused', data: { problem: 'not-applied', detail, now: at } };
    await record(stream, outcome, reactionContext(event, 'mark-run', now));
  };
};
