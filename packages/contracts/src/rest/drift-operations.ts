import { driftAnswer, driftCoverageAnswer, driftQuery } from './drift.ts';
import { defineOperation } from './operation.ts';
import { orchestrationParams } from './orchestration-requests.ts';

const tag = 'Drift';

export const driftOperations = {
  getDrift: defineOperation({
    method: 'get',
    path: '/{orchestrationId}/drift',
    tag,
    role: 'viewer',
    summary: 'Where the platforms have something else than is meant, and what nobody has looked at',
    params: orchestrationParams,
    query: driftQuery,
    response: driftAnswer,
    problems: ['orchestration-not-found'],
  }),
  getDriftCoverage: defineOperation({
    method: 'get',
    path: '/drift/coverage',
    tag,
    role: 'viewer',
    summary: 'What looks at each platform go by, what they never show, and how many campaigns were looked at lately',
    response: driftCoverageAnswer,
  }),
} as const;
