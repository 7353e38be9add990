import {
  mayAct,
  type RestOperation,
  type RestOperationId,
  restOperationEntries,
  restPrefix,
} from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Caller } from '../auth/authenticate.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { type Answer, send, serialised } from './answer.ts';
import { commandSeed } from './command-seed.ts';
import { exchangeOf } from './exchange.ts';
import { idempotencyKeyOf } from './headers.ts';
import type { HandlersFor } from './operation-handler.ts';
import { parseRequest } from './parse-request.ts';

export type Handlers = HandlersFor<RestOperationId>;

type Dependencies = Readonly<{ handlers: Handlers; idempotency: Idempotency; now: () => Date }>;

const callerWith = (role: RestOperation['role'], caller: Caller | undefined): Caller => {
  if (caller === undefined) throw new Problem('unauthorized', 'A bearer token is needed');
  if (mayAct(caller.role, role)) return caller;
  throw new Problem('forbidden', `This needs the role ${role}; the token has the role ${caller.role}`, {
    details: { required_role: role, role: caller.role },
  });
};

const routeFor =
  (
    operationId: RestOperationId,
    operation: RestOperation,
    { handlers, idempotency, now }: Dependencies,
  ): RequestHandler =>
  async (request: Request, response: Response) => {
    const run = handlers[operationId] as unknown as (from: Readonly<Record<string, unknown>>) => Promise<Answer>;
    const exchange = exchangeOf(response);
    exchange.operationId = operationId;
    const caller = callerWith(operation.role, exchange.caller);
    const parsed = parseRequest(operation, request);
    if (operation.method === 'get') {
      // A read makes no command and needs none of its ids.
      send(response, serialised(await run({ ...parsed, caller })));
      return;
    }
    const given = operation.method === 'post' ? idempotencyKeyOf(request) : undefined;
    const key = operation.isAnswerSecret ? undefined : given;
    const path = `${request.baseUrl}${request.path}`;
    const target = `${operation.method} ${path.toLowerCase()}`;
    const { requestId } = exchange;
    const acceptsIfMatch = operation.ifMatch;
    const command = commandSeed({ request, caller, requestId, target, key, acceptsIfMatch, now: now() });
    const answer =
      key === undefined
        ? serialised(await run({ ...parsed, caller, command }))
        : await idempotency.once({ orgId: caller.orgId, key, target, body: parsed.body, path, requestId }, () =>
            run({ ...parsed, caller, command }),
          );
    send(response, answer);
  };

/** Fixed first segments before parameters, so that `/templates` is not taken for an id. */
const fixedFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  Number(a.startsWith('/{')) - Number(b.startsWith('/{'));

/** Every route of the contract; another method on a known path is 405 with `Allow`. Mount at `restPrefix`. */
export const operationRoutes = (dependencies: Dependencies): Router => {
  const router = Router();
  const byPath = Map.groupBy(restOperationEntries, ([, { path }]) => path);
  for (const [path, entries] of [...byPath].toSorted(fixedFirst)) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const [id, operation] of entries) route[operation.method](routeFor(id, operation, dependencies));
    const methods = entries.map(([, { method }]) => method.toUpperCase());
    const allow = methods.includes('GET') ? ['HEAD', ...methods] : methods;
    route.all(({ method }) => {
      throw new Problem('method-not-allowed', `${method} is not possible on ${restPrefix}${path}`, {
        headers: { Allow: allow.toSorted().join(', ') },
      });
    });
  }
  return router;
};
