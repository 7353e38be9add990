import type { RecommendationId, WorkflowId } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { type Campaign, unit } from './campaign.ts';

/** A recommendation to move 10 from Google to Meta, and the events that follow it. */
export const recommendationOf = ({ ids, log, about }: Campaign, name: string) => {
  const recommendationId = derivedId(ids.org, 'recommendation', name) as RecommendationId;
  const stream = `recommendation-${recommendationId}` as const;
  const mine = { recommendationId, ...about };
  const part = (platform: 'meta' | 'google', before: number, after: number) => ({
    ...{ platform, beforeMicros: before * unit, afterMicros: after * unit, spentMicros: 0 },
    ...{ reason: 'One more USD brings more here', estimate: null },
  });
  return {
    ...{ recommendationId, stream },
    proposed: (decidedBy: 'approval' | 'none' = 'approval') =>
      log.record(stream, 'RecommendationProposed', {
        ...{ ...mine, orgId: ids.org, workflowId: derivedId(ids.org, 'run', name) as WorkflowId, decidedBy },
        ...{ currency: 'USD', totalMicros: 100 * unit, moves: decidedBy === 'approval', probabilityBetter: 0.7 },
        ...{ parts: [part('meta', 50, 60), part('google', 50, 40)], conflict: [], hash: 'shown', at: log.now() },
        basis: {
          ...{ model: 'curves', day: '2026-03-08', daysLeft: 22.5, measure: 'clicks', seed: 7, mostMovePercent: 20 },
          ...{ creditedBy: null, days: [{ platform: 'meta', own: 7, account: 0 }] },
        },
        expiresAt: '2026-03-10T00:00:00.000Z',
      }),
    approved: () => log.record(stream, 'RecommendationApproved', { ...mine, hash: 'shown', at: log.now() }),
    dismissed: (reason: string) => log.record(stream, 'RecommendationDismissed', { ...mine, reason, at: log.now() }),
    expired: () => log.record(stream, 'RecommendationExpired', { ...mine, at: log.now() }),
    applied: () => log.record(stream, 'RecommendationApplied', { ...mine, at: log.now() }),
    refused: (problem: string) =>
      log.record(stream, 'RecommendationRefused', { ...mine, problem, detail: 'It was changed', at: log.now() }),
  };
};

/** One that is there to be decided on. */
export const recommended = async (story: Campaign): Promise<void> =>
  void (await recommendationOf(story, 'shown').proposed());
