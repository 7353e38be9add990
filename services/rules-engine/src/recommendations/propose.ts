import { orchestrationCodec, recommendationCodec, type StoredEvent, workflowCodec } from '@campaigns/contracts';
import { orchestrationDecider, proposalFor, recommendationDecider, recommendationIdOf } from '@campaigns/domain';
import { commandHandler, type EventStore, fold, RuleViolation } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { SpendHistories } from '@campaigns/spend-history';
import { reactionContext } from '../reaction-context.ts';
import { runMarker } from './mark-run.ts';

/** What a recommendation rests on. */
export type RecommendationHistories = Pick<SpendHistories, 'results' | 'crediting'>;

type Dependencies = Readonly<{ store: EventStore; histories: RecommendationHistories; clock: Clock }>;

/**
 * Says how the budget should be split, once for each run that asks; nothing to a run that has ended. What is read shows the
 * event already. Throws `RuleViolation`, ZodError, `LogUnavailable`.
 */
export const proposer = ({ store, histories, clock }: Dependencies): ((asked: StoredEvent) => Promise<void>) => {
  const handle = commandHandler(store, recommendationDecider, recommendationCodec);
  const mark = runMarker({ store, clock });

  const hasEnded = async ({ stream }: StoredEvent): Promise<boolean> =>
    (await store.load(stream)).events.some(({ type }) => type === 'WorkflowCompleted' || type === 'WorkflowFailed');

  return async (asked) => {
    const event = workflowCodec.decode(asked);
    if (event.type !== 'AnalysisRequested') return;
    const { workflowId, orchestrationId, since, creditedBy, apply, mostChangePercent } = event.data;
    const stream = `recommendation-${recommendationIdOf(workflowId)}` as const;
    const known = await store.load(stream);
    if (known.events.length > 0) return mark(asked, event.data);
    if (await hasEnded(asked)) return;
    const { events } = await store.load(`orchestration-${orchestrationId}`);
    const state = fold(orchestrationDecider, events.map(orchestrationCodec.decode));
    if (state.status === 'absent') throw new RuleViolation('orchestration-not-found', 'There is no such orchestration');
    const { orgId } = asked.metadata;
    const at = clock.now();
    const now = at.toISOString();
    const [results, crediting] = await Promise.all([
      histories.results({ orgId, orchestrationId, objective: state.objective, since }),
      creditedBy === undefined
        ? undefined
        : histories.crediting(orgId, creditedBy, { from: since, to: now.slice(0, 10) }),
    ]);
    const data = proposalFor({ state, results, crediting, mostChangePercent, now, workflowId, apply });
    await handle(stream, { type: 'Propose', data }, reactionContext(asked, 'propose', at));
    // A run that was called off while this was thought through has settled before there was anything to mark.
    await mark(asked, event.data);
  };
};
