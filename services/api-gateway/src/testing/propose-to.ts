import { randomUUID } from 'node:crypto';
import { type RecommendationEvent, type RecommendationProposed, recommendationCodec } from '@campaigns/contracts';
import { type RecommendationCommand, type Recommending, recommendationDecider } from '@campaigns/domain';
import { commandHandler } from '@campaigns/event-sourcing';
import { envelope, type TestApi } from './test-api.ts';

/** A recommendation to move 500 from Google to Meta, as the rules-engine makes it. */
export const proposeTo = async (
  api: TestApi,
  org: string,
  orchestrationId: string,
  more: Partial<RecommendationProposed['data']> = {},
): Promise<string> => {
  const recommendationId = randomUUID();
  const part = (platform: 'meta' | 'google', before: number, after: number) => ({
    ...{ platform, beforeMicros: before * 1_000_000, afterMicros: after * 1_000_000, spentMicros: 100_000_000 },
    ...{ reason: 'One more USD brings more here', estimate: null },
  });
  const data = {
    ...{ recommendationId, orchestrationId, workflowId: randomUUID(), orgId: org, decidedBy: 'approval' },
    ...{ currency: 'USD', totalMicros: 10_000_000_000, moves: true, probabilityBetter: 0.8, conflict: [] },
    ...{ parts: [part('meta', 5_000, 5_500), part('google', 3_000, 2_500)], hash: 'shown' },
    basis: {
      ...{
        model: 'curves',
        day: new Date().toISOString().slice(0, 10),
        daysLeft: 20,
        measure: 'clicks',
        seed: 7,
        mostMovePercent: 20,
      },
      ...{ creditedBy: { model: 'time_decay', halfLifeDays: 7, lookbackDays: 30 }, days: [] },
    },
    ...{ at: new Date().toISOString(), expiresAt: new Date(Date.now() + 86_400_000).toISOString(), ...more },
  } as RecommendationProposed['data'];
  const handle = commandHandler<Recommending, RecommendationCommand, RecommendationEvent>(
    api.store,
    recommendationDecider,
    recommendationCodec,
  );
  const { position } = await handle(`recommendation-${recommendationId}`, { type: 'Propose', data }, envelope(org));
  await api.progress.waitFor(position as bigint, 5_000);
  return recommendationId;
};
