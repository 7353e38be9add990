import { z } from 'zod';
import type { Role } from '../vocabulary.ts';
import type { ProblemCode } from './problems.ts';

const nothing = z.strictObject({});

type Shape = Readonly<{
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  role: Role;
  summary: string;
  tag: string;
}>;

/** One route: what it takes, who may use it, what it answers. Validation, OpenAPI and the tests' tables come from it. */
export type RestOperation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Response extends z.ZodType = z.ZodType,
> = Shape &
  Readonly<{
    params: Params;
    query: Query;
    /** `undefined` for a route that takes no body at all. */
    body: Body;
    /** Whether a request may come without a body. */
    bodyOptional: boolean;
    statuses: readonly number[];
    response: Response;
    /** Refusals beyond those that every route has. */
    problems: readonly ProblemCode[];
    /** The answer carries an ETag; with `ifMatch` the request may carry If-Match. */
    etag: boolean;
    ifMatch: boolean;
    /** The answer names a Location. */
    location: boolean;
    /** The answer holds what may be kept nowhere: an `Idempotency-Key` is taken and does nothing. */
    isAnswerSecret: boolean;
  }>;

type Definition<Params, Query, Body, Response> = Shape &
  Readonly<{
    params?: Params;
    query?: Query;
    body?: Body;
    statuses?: readonly number[];
    response: Response;
    problems?: readonly ProblemCode[];
    etag?: boolean;
    ifMatch?: boolean;
    location?: boolean;
    isAnswerSecret?: boolean;
  }>;

export const defineOperation = <
  Response extends z.ZodType,
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType | undefined = undefined,
>({
  params,
  query,
  body,
  statuses = [200],
  problems = [],
  etag = false,
  ifMatch = false,
  location = false,
  isAnswerSecret = false,
  ...rest
}: Definition<Params, Query, Body, Response>): RestOperation<Params, Query, Body, Response> => ({
  ...rest,
  params: (params ?? nothing) as Params,
  query: (query ?? nothing) as Query,
  body: body as Body,
  bodyOptional: body?.safeParse(undefined).success === true,
  statuses,
  problems,
  etag,
  ifMatch,
  location,
  isAnswerSecret,
});
