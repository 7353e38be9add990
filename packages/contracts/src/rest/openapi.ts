import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { openApiOperation } from './openapi-operation.ts';
import { restOperationEntries, restPrefix } from './operations.ts';
import { webhookPaths } from './webhook-operations.ts';

const paths = (): ZodOpenApiPathsObject => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [operationId, operation] of restOperationEntries) {
    const path = operation.path === '/' ? restPrefix : `${restPrefix}${operation.path}`;
    all[path] = { ...all[path], [operation.method]: openApiOperation(operationId, operation) };
  }
  return all as ZodOpenApiPathsObject;
};

/** The OpenAPI 3.1 document of the API, generated from the schemas that validate its requests. */
export const openApiDocument = (): ReturnType<typeof createDocument> =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Cross-platform campaign orchestration',
      version: '1.0.0',
      description:
        'Templates, orchestrations and their workflows. Amounts are decimal numbers in currency units. ' +
        'Errors are `application/problem+json` (RFC 9457) with a stable `code`.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: [
      'Templates',
      'Orchestrations',
      'Workflows',
      'Drift',
      'Attribution',
      'Rules',
      'Alerts',
      'Sync logs',
      'Platform calls',
      'Connections',
      'Webhooks',
    ].map((name) => ({
      name,
    })),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Claims: `org_id` (UUID), `sub`, `role` (viewer, operator, admin or system), `iss`, `aud`, `exp`.',
        },
      },
    },
    paths: { ...paths(), ...webhookPaths },
  });
