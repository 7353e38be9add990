import { type RecommendationEvent, restPrefix } from '@campaigns/contracts';
import type { RecommendationCommand, Recommending } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import type { OrchestrationReads } from '../orchestrations/orchestration-reads.ts';
import type { RecommendationReads } from './recommendation-reads.ts';

type Dependencies = Readonly<{
  recommendations: Deciding<Recommending, RecommendationCommand, RecommendationEvent>;
  reads: RecommendationReads;
  orchestrations: Pick<OrchestrationReads, 'requireKnown'>;
  back: ReadBack;
}>;

type Ids =
  | 'listRecommendations'
  | 'getRecommendation'
  | 'approveRecommendation'
  | 'dismissRecommendation'
  | 'listOrchestrationRecommendations';

type Decision = Readonly<{ params: Readonly<{ recommendationId: string }>; caller: Caller; command: CommandSeed }>;

export const recommendationHandlers = ({
  recommendations,
  reads,
  orchestrations,
  back,
}: Dependencies): HandlersFor<Ids> => {
  const found = async (orgId: string, id: string) => {
    const recommendation = await reads.find(orgId, id);
    if (recommendation === undefined) throw new Problem('recommendation-not-found', 'There is no such recommendation');
    return { status: 200, body: { success: true as const, recommendation } };
  };

  const decide = async ({ params: { recommendationId }, caller, command }: Decision, made: RecommendationCommand) => {
    const { position } = await recommendations.handle(
      `recommendation-${recommendationId}`,
      (state) => {
        if (state.status === 'absent' || state.content.orgId !== caller.orgId) {
          throw new Problem('recommendation-not-found', 'There is no such recommendation');
        }
        return made;
      },
      command.context,
    );
    await back.untilReadable(position, `${restPrefix}/recommendations/${recommendationId}`);
    return found(caller.orgId, recommendationId);
  };

  return {
    listRecommendations: async ({ caller, query }) => {
      const { items, nextCursor } = await reads.list(caller.orgId, query);
      return { status: 200, body: { success: true, recommendations: [...items], next_cursor: nextCursor } };
    },
    getRecommendation: ({ caller, params }) => found(caller.orgId, params.recommendationId),
    approveRecommendation: (request) =>
      decide(request, { type: 'Approve', data: { hash: request.body.hash, now: request.command.now } }),
    dismissRecommendation: (request) =>
      decide(request, { type: 'Dismiss', data: { reason: request.body.reason ?? null, now: request.command.now } }),
    listOrchestrationRecommendations: async ({ caller, params, query }) => {
      const { orchestrationId } = params;
      const { items, nextCursor } = await reads.list(caller.orgId, { ...query, orchestration_id: orchestrationId });
      if (items.length === 0) await orchestrations.requireKnown(caller.orgId, orchestrationId);
      return { status: 200, body: { success: true, recommendations: [...items], next_cursor: nextCursor } };
    },
  };
};
