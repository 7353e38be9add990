import { decimal } from '../statements/decimal.ts';
import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const insertRecommendation = statement(
  'recommendation-insert',
  `insert into recommendations (recommendation_id, revision, org_id, orchestration_id, workflow_id, state, decided_by, currency,
     total_budget, measure, moves, probability_better, parts, conflict, basis, hash, proposed_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
);
const decide = statement(
  'recommendation-decide',
  `update recommendations set revision = $2, state = $3, decided_at = $4, decider = $5, reason = $6
   where recommendation_id = $1`,
);
const end = statement(
  'recommendation-end',
  `update recommendations set revision = $2, state = $3, ended_at = $4, problem = $5, problem_detail = $6
   where recommendation_id = $1`,
);

export const recommendationRows: Handlers = {
  RecommendationProposed: ({ data, revision }) => [
    insertRecommendation(
      ...[data.recommendationId, revision, data.orgId, data.orchestrationId, data.workflowId],
      ...[data.decidedBy === 'none' ? 'unchanged' : 'proposed', data.decidedBy, data.currency],
      ...[decimal(data.totalMicros), data.basis.measure, data.moves, data.probabilityBetter, json(data.parts)],
      ...[json(data.conflict), json(data.basis), data.hash, data.at, data.expiresAt],
    ),
  ],
  RecommendationApproved: ({ data, revision, metadata }) => [
    decide(data.recommendationId, revision, 'approved', data.at, metadata.actor.id, null),
  ],
  RecommendationDismissed: ({ data, revision, metadata }) => [
    decide(data.recommendationId, revision, 'dismissed', data.at, metadata.actor.id, data.reason),
  ],
  RecommendationExpired: ({ data, revision }) => [end(data.recommendationId, revision, 'expired', data.at, null, null)],
  RecommendationApplied: ({ data, revision }) => [end(data.recommendationId, revision, 'applied', data.at, null, null)],
  RecommendationRefused: ({ data, revision }) => [
    end(data.recommendationId, revision, 'refused', data.at, data.problem, data.detail),
  ],
};
