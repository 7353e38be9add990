import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { RestOperation } from './operation.ts';
import { problemCatalogue } from './problem-catalogue.ts';
import { type ProblemCode, problemDetails } from './problems.ts';

const header = (description: string, example: string) => z.string().meta({ description, example });

const requestHeaders = ({ method, ifMatch }: RestOperation) => ({
  'x-request-id': header('Comes back in the answer and stands in the logs', 'order-4711').optional(),
  ...(method === 'post'
    ? {
        'Idempotency-Key': header(
          'Makes it safe to repeat the request: 1 to 200 visible ASCII characters',
          '7a0c1f0e-deploy',
        ).optional(),
      }
    : {}),
  ...(ifMatch ? { 'If-Match': header('ETag of the revision that the change is based on', '"3"').optional() } : {}),
});

const answerHeaders = ({ method, etag, location }: RestOperation) => ({
  'x-request-id': header('Names the request in the logs', 'order-4711'),
  RateLimit: header('Requests left (IETF draft 8)', '"default";r=1199;t=60'),
  ...(etag ? { ETag: header('Revision of the resource, in quotes', '"3"') } : {}),
  ...(location ? { Location: header('Address of what was created or started', '/api/orchestration/…') } : {}),
  ...(method === 'post'
    ? { 'Idempotency-Replayed': header('The answer is that of an earlier, identical request', 'true').optional() }
    : {}),
});

const commonProblems = ({ method, body, ifMatch }: RestOperation): readonly ProblemCode[] => [
  'invalid-request',
  'unauthorized',
  'forbidden',
  'too-many-requests',
  'internal-error',
  'unavailable',
  ...(body !== undefined
    ? (['malformed-json', 'body-too-large', 'unsupported-media-type', 'not-yet-readable'] as const)
    : []),
  ...(method === 'post' ? (['idempotency-key-reused'] as const) : []),
  ...(ifMatch ? (['precondition-failed'] as const) : []),
];

const problemHeaders = (status: number): Record<string, z.ZodType> => ({
  'x-request-id': header('Names the request in the logs', 'order-4711'),
  ...(status === 401 ? { 'WWW-Authenticate': header('RFC 6750', 'Bearer error="invalid_token"') } : {}),
  ...(status === 412 ? { ETag: header('Current revision, in quotes', '"4"') } : {}),
  ...(status === 429 || status === 503 ? { 'Retry-After': header('Seconds to wait', '5') } : {}),
});

const problemResponses = (operation: RestOperation): Record<`${number}`, ZodOpenApiResponseObject> => {
  const codes = new Set([...commonProblems(operation), ...operation.problems]);
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      `${status}`,
      {
        description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}`).join('; '),
        headers: z.object(problemHeaders(status)),
        content: { 'application/problem+json': { schema: problemDetails } },
      },
    ]),
  );
};

const describeStatus: Readonly<Record<number, string>> = { 200: 'Done', 201: 'Created', 202: 'Started' };

const requestParams = (operation: RestOperation) => ({
  path: operation.params as z.ZodObject,
  query: operation.query as z.ZodObject,
  header: z.object(requestHeaders(operation)),
});

/** One route as an OpenAPI operation, from the schemas that validate it. */
export const openApiOperation = (operationId: string, operation: RestOperation): ZodOpenApiOperationObject => ({
  operationId,
  summary: operation.summary,
  description: `Needs the role \`${operation.role}\` or higher.${
    operation.isAnswerSecret ? ' The answer is kept nowhere: repeated with the same key, it is another request.' : ''
  }`,
  tags: [operation.tag],
  requestParams: requestParams(operation),
  ...(operation.body === undefined
    ? {}
    : {
        requestBody: {
          required: !operation.bodyOptional,
          content: { 'application/json': { schema: operation.body } },
        },
      }),
  responses: {
    ...Object.fromEntries(
      operation.statuses.map((status) => [
        `${status}`,
        {
          description: describeStatus[status] ?? 'Done',
          headers: z.object(answerHeaders(operation)),
          content: { 'application/json': { schema: operation.response } },
        },
      ]),
    ),
    ...problemResponses(operation),
  },
});
