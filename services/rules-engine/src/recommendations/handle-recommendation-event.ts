import { orchestrationCodec } from '@campaigns/contracts';
import type { EventStore, FeedHandler } from '@campaigns/event-sourcing';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { Clock } from '@campaigns/service-kit';
import type { Logger } from 'pino';
import { reactTo } from '../react-to.ts';
import { untilShown } from '../until-shown.ts';
import { approvedSender } from './apply-approved.ts';
import { runMarker } from './mark-run.ts';
import { proposer, type RecommendationHistories } from './propose.ts';

export type { RecommendationHistories } from './propose.ts';

type Dependencies = Readonly<{
  store: EventStore;
  histories: RecommendationHistories;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  logger: Logger;
  clock: Clock;
}>;

/** Answers runs that ask how a budget should be split, and brings what was approved to the orchestrations. */
export const handleRecommendationEvent = (dependencies: Dependencies): FeedHandler => {
  const { progress, logger } = dependencies;
  const propose = proposer(dependencies);
  const mark = runMarker(dependencies);

  return reactTo(
    {
      AnalysisRequested: async (event) => {
        await untilShown(progress, event);
        await propose(event);
      },
      RecommendationApproved: approvedSender(dependencies),
      WorkflowSettled: async (event) => {
        const { type, data } = orchestrationCodec.decode(event);
        if (type === 'WorkflowSettled' && data.workflowType === 'optimization') await mark(event, data);
      },
    },
    logger,
  );
};
