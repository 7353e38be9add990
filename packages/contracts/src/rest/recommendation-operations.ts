import { defineOperation } from './operation.ts';
import { orchestrationParams } from './orchestration-requests.ts';
import { orchestrationAnswer } from './orchestration-views.ts';
import {
  approveBody,
  budgetLimitsBody,
  dismissBody,
  orchestrationRecommendationsQuery,
  rankingAnswer,
  rankingBody,
  recommendationAnswer,
  recommendationParams,
  recommendationsAnswer,
  recommendationsQuery,
  scenarioAnswer,
  scenarioBody,
} from './recommendations.ts';

const tag = 'Optimisation';
const decision = {
  ...({ method: 'post', tag, params: recommendationParams, role: 'operator' } as const),
  response: recommendationAnswer,
  problems: [
    'recommendation-not-found',
    'recommendation-expired',
    'illegal-transition',
    'conflict',
    'not-yet-readable',
  ],
} as const;

export const recommendationOperations = {
  listRecommendations: defineOperation({
    method: 'get',
    path: '/recommendations',
    tag,
    role: 'viewer',
    summary: 'List recommendations, newest first',
    query: recommendationsQuery,
    response: recommendationsAnswer,
    problems: ['invalid-cursor'],
  }),
  getRecommendation: defineOperation({
    method: 'get',
    path: '/recommendations/{recommendationId}',
    tag,
    role: 'viewer',
    summary: 'Show how a budget should be split, why, and what became of that',
    params: recommendationParams,
    response: recommendationAnswer,
    problems: ['recommendation-not-found'],
  }),
  approveRecommendation: defineOperation({
    ...decision,
    path: '/recommendations/{recommendationId}/approve',
    summary: 'Split the budget as was shown',
    body: approveBody,
    problems: [...decision.problems, 'recommendation-changed'],
  }),
  dismissRecommendation: defineOperation({
    ...decision,
    path: '/recommendations/{recommendationId}/dismiss',
    summary: 'Leave the budget as it is',
    body: dismissBody,
  }),
  listOrchestrationRecommendations: defineOperation({
    method: 'get',
    path: '/{orchestrationId}/recommendations',
    tag,
    role: 'viewer',
    summary: 'List the recommendations for an orchestration, newest first',
    params: orchestrationParams,
    query: orchestrationRecommendationsQuery,
    response: recommendationsAnswer,
    problems: ['orchestration-not-found', 'invalid-cursor'],
  }),
  setBudgetLimits: defineOperation({
    method: 'put',
    path: '/{orchestrationId}/budget-limits',
    tag,
    role: 'operator',
    summary: 'Set between what the parts of the budget stay when it is split anew',
    params: orchestrationParams,
    body: budgetLimitsBody,
    response: orchestrationAnswer,
    problems: [
      ...['orchestration-not-found', 'illegal-transition', 'conflict', 'not-yet-readable'],
      ...['platform-not-in-orchestration', 'amount-not-payable', 'rule-violation'],
    ] as const,
    etag: true,
    ifMatch: true,
  }),
  thinkThroughBudget: defineOperation({
    method: 'post',
    path: '/{orchestrationId}/scenarios',
    tag,
    role: 'viewer',
    summary: 'What another budget would bring for the rest of the flight; changes nothing',
    params: orchestrationParams,
    body: scenarioBody,
    response: scenarioAnswer,
    problems: ['orchestration-not-found', 'amount-not-payable', 'budget-below-spend', 'nothing-to-sync', 'flight-over'],
  }),
  rankPlatforms: defineOperation({
    method: 'post',
    path: '/platform-ranking',
    tag,
    role: 'viewer',
    summary: 'Which platforms to choose for an objective and a budget, by what the organisation knows',
    body: rankingBody,
    response: rankingAnswer,
    problems: ['amount-not-payable'],
  }),
} as const;
