import { defineOperation } from './operation.ts';
import { budgetBody, fromTemplateBody, orchestrationParams, orchestrationsQuery } from './orchestration-requests.ts';
import { budgetAnswer, orchestrationAnswer, orchestrationsAnswer } from './orchestration-views.ts';
import { performanceAnswer } from './performance.ts';

const tag = 'Orchestrations';
const budgetProblems = [
  'amount-not-payable',
  'allocation-exceeds-total',
  'allocation-incomplete',
  'platform-not-in-orchestration',
] as const;

export const orchestrationOperations = {
  createFromTemplate: defineOperation({
    method: 'post',
    path: '/from-template',
    tag,
    role: 'operator',
    summary: 'Draft an orchestration from a template',
    body: fromTemplateBody,
    statuses: [201],
    response: orchestrationAnswer,
    problems: [
      'template-not-found',
      'template-inactive',
      'template-archived',
      'platform-not-in-template',
      'config-too-large',
      'connection-required',
      'currency-required',
      'currency-mismatch',
      'no-budget-share',
      'schedule-reversed',
      'flight-over',
      'sync-strategy-not-available',
      ...budgetProblems,
    ],
    etag: true,
    location: true,
  }),
  listOrchestrations: defineOperation({
    method: 'get',
    path: '/',
    tag,
    role: 'viewer',
    summary: 'List orchestrations',
    query: orchestrationsQuery,
    response: orchestrationsAnswer,
    problems: ['invalid-cursor'],
  }),
  getOrchestration: defineOperation({
    method: 'get',
    path: '/{orchestrationId}',
    tag,
    role: 'viewer',
    summary: 'Show an orchestration with its campaigns, connections, workflows, sync logs and performance',
    params: orchestrationParams,
    response: orchestrationAnswer,
    problems: ['orchestration-not-found'],
    etag: true,
  }),
  changeBudget: defineOperation({
    method: 'put',
    path: '/{orchestrationId}/budget',
    tag,
    role: 'operator',
    summary: 'Change the total budget and its allocation',
    params: orchestrationParams,
    body: budgetBody,
    response: budgetAnswer,
    problems: ['orchestration-not-found', 'illegal-transition', 'conflict', 'currency-mismatch', ...budgetProblems],
    etag: true,
    ifMatch: true,
  }),
  getPerformance: defineOperation({
    method: 'get',
    path: '/{orchestrationId}/performance',
    tag,
    role: 'viewer',
    summary: 'Results across all platforms and per platform',
    params: orchestrationParams,
    response: performanceAnswer,
    problems: ['orchestration-not-found'],
  }),
} as const;
