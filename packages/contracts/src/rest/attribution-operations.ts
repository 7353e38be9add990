import { attributionAnswer, attributionQuery, touchpointsAnswer, touchpointsBody } from './attribution.ts';
import { defineOperation } from './operation.ts';

const tag = 'Attribution';

export const attributionOperations = {
  importTouchpoints: defineOperation({
    method: 'post',
    path: '/attribution/touchpoints',
    tag,
    role: 'operator',
    summary: 'Import touches with ads and conversions; what is known by its id stays as it is',
    body: touchpointsBody,
    response: touchpointsAnswer,
    problems: ['not-yet-readable'],
  }),
  getAttribution: defineOperation({
    method: 'get',
    path: '/attribution',
    tag,
    role: 'viewer',
    summary: 'Conversions by platform, credited by a model, beside spend and what the platforms report',
    query: attributionQuery,
    response: attributionAnswer,
    problems: ['currency-required', 'too-many-touchpoints'],
  }),
} as const;
