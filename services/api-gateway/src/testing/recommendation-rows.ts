import { type CampaignDomainEvent, type RecordedEvent, toDecimal } from '@campaigns/contracts';
import type { Statement } from './statement.ts';

const decided = 'state = $3, decided_at = $4, decider = $5, reason = $6';
const ended = 'state = $3, ended_at = $4, problem = $5, problem_detail = $6';

/** What becomes of a recommendation in the read tables. */
export const recommendationRows = ({
  type,
  data,
  revision,
  metadata,
}: RecordedEvent<CampaignDomainEvent>): readonly Statement[] => {
  const change = (id: string, set: string, values: readonly unknown[]): readonly Statement[] => [
    {
      text: `update read.recommendations set revision = $2, ${set} where recommendation_id = $1`,
      values: [id, revision, ...values],
    },
  ];
  switch (type) {
    case 'RecommendationProposed': {
      const text = `insert into read.recommendations (recommendation_id, revision, org_id, orchestration_id, workflow_id, state,
          decided_by, currency, total_budget, measure, moves, probability_better, parts, conflict, basis, hash, proposed_at,
          expires_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)`;
      const values = [
        ...[data.recommendationId, revision, data.orgId, data.orchestrationId, data.workflowId],
        ...[data.decidedBy === 'none' ? 'unchanged' : 'proposed', data.decidedBy, data.currency],
        ...[toDecimal(data.totalMicros), data.basis.measure, data.moves, data.probabilityBetter],
        ...[data.parts, data.conflict, data.basis].map((value) => JSON.stringify(value)),
        ...[data.hash, data.at, data.expiresAt],
      ];
      return [{ text, values }];
    }
    case 'RecommendationApproved':
      return change(data.recommendationId, decided, ['approved', data.at, metadata.actor.id, null]);
    case 'RecommendationDismissed':
      return change(data.recommendationId, decided, ['dismissed', data.at, metadata.actor.id, data.reason]);
    case 'RecommendationExpired':
      return change(data.recommendationId, ended, ['expired', data.at, null, null]);
    case 'RecommendationApplied':
      return change(data.recommendationId, ended, ['applied', data.at, null, null]);
    case 'RecommendationRefused':
      return change(data.recommendationId, ended, ['refused', data.at, data.problem, data.detail]);
    default:
      return [];
  }
};
