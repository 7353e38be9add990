import type { RestOperation } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import type { Request } from 'express';
import type { z } from 'zod';
import { guardJson } from './json-guard.ts';

type Fault = Readonly<{ pointer: string; detail: string }>;

const escaped = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/** Says that the value is another alternative altogether. */
const isOther = ({ code, path }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === 'unrecognized_keys' || code === 'invalid_type');

const faultsOf = (issue: z.core.$ZodIssue, prefix: string): readonly Fault[] => {
  const at = [prefix, ...issue.path.map(escaped)].join('/');
  if (issue.code === 'invalid_union') {
    // Of several alternatives the one that was meant says more than that none fits.
    const [meant, ...others] = issue.errors.filter((issues) => !issues.some(isOther));
    if (meant !== undefined && others.length === 0) return meant.flatMap((each) => faultsOf(each, at));
  }
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at, detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: `${at}/${escaped(key)}`, detail: 'is not known here' }));
};

const readAs = (
  schema: z.ZodType,
  value: unknown,
  prefix: string,
): Readonly<{ data: unknown; faults: readonly Fault[] }> => {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { data: parsed.data, faults: [] }
    : { data: undefined, faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, prefix)) };
};

export const invalidRequest = (faults: readonly Fault[]): Problem =>
  new Problem(
    'invalid-request',
    faults
      .map(({ pointer, detail }) => `${pointer}: ${detail}`)
      .join('; ')
      .slice(0, 1_000),
    {
      errors: faults.slice(0, 100),
    },
  );

const comesWithBody = (request: Request): boolean =>
  request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;

const bodyOf = (request: Request, operation: RestOperation): unknown => {
  const comes = comesWithBody(request);
  if (comes && !request.is('json')) {
    throw new Problem('unsupported-media-type', 'The body must come as application/json');
  }
  if (!comes && !operation.bodyOptional) {
    throw new Problem('invalid-request', 'The request needs a body', {
      errors: [{ pointer: '#', detail: 'a JSON object is needed' }],
    });
  }
  return comes ? request.body : undefined;
};

/** Parameters, query and body of a request, parsed by the schemas of its operation. Throws a problem with every fault. */
export const parseRequest = (
  operation: RestOperation,
  request: Request,
): Readonly<{ params: unknown; query: unknown; body: unknown }> => {
  const rawBody = operation.body === undefined ? undefined : bodyOf(request, operation);
  guardJson(request.query);
  guardJson(rawBody);
  const params = readAs(operation.params, request.params, '#/path');
  const query = readAs(operation.query, { ...request.query }, '#/query');
  const body = operation.body === undefined ? undefined : readAs(operation.body, rawBody, '#');
  const faults = [...params.faults, ...query.faults, ...(body?.faults ?? [])];
  if (faults.length > 0) throw invalidRequest(faults);
  return { params: params.data, query: query.data, body: body?.data };
};
