import { authorizationCodec, orchestrationCodec, restPrefix, webhookPrefix } from '@campaigns/contracts';
import { authorizationDecider, orchestrationDecider } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import { authorizationSlips } from '@campaigns/grant-handover';
import express, { type Application, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type Authenticate, authenticator } from './auth/authenticate.ts';
import { deciding } from './commands/deciding.ts';
import type { Progress } from './commands/progress.ts';
import type { GatewayConfig } from './config.ts';
import { consentCallback } from './connections/consent-callback.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { createHandlers } from './handlers.ts';
import { healthRoutes } from './health/health-routes.ts';
import { answerProblem, unknownRoute } from './http/errors.ts';
import { exchangeOf, openExchange } from './http/exchange.ts';
import { operationRoutes } from './http/operation-routes.ts';
import { rateLimiter } from './http/rate-limit.ts';
import { requestLog } from './http/request-log.ts';
import { requestTrace } from './http/request-trace.ts';
import { idempotency } from './idempotency/idempotency.ts';
import { keyTable } from './idempotency/key-table.ts';
import { accountCampaigns } from './notices/account-campaigns.ts';
import { noticeSyncs } from './notices/notice-syncs.ts';
import { webhookRoutes } from './notices/webhook-routes.ts';
import { type RunningServer, startServer } from './server.ts';

export type GatewayDependencies = Readonly<{
  store: EventStore;
  /** Connects as a role that row-level security applies to. Fastest with `pipeline: true`. */
  readPool: Pool;
  /** May read and write the schemas `gateway`, `handover` and `webhooks`. */
  pool: Pool;
  progress: Progress;
  config: GatewayConfig;
  logger: Logger;
  /** The time of commands; tokens are checked against the real time. Default: the real time. */
  now?: () => Date;
}>;

export type Gateway = Readonly<{
  app: Application;
  /** Listens; port 0 takes a free one. `close` lets running requests finish. */
  start: (port: number, host: string) => Promise<RunningServer>;
}>;

const identify =
  (authenticate: Authenticate): RequestHandler =>
  async (request, response, next) => {
    exchangeOf(response).caller = await authenticate(request.get('authorization'));
    response.set('Cache-Control', 'private, no-cache');
    next();
  };

/** The HTTP API: authentication, validation, commands, reads. Calls no ad platform. */
export const createGateway = (dependencies: GatewayDependencies): Gateway => {
  const { store, readPool, pool, progress, config, logger, now = () => new Date() } = dependencies;
  const keys = keyTable(pool);
  const slips = authorizationSlips(pool);
  const handlers = createHandlers({
    ...{ store, readPool, pool, progress, slips, connecting: config, now },
    webhooks: config.webhooks ?? { isPrivateAllowed: false },
  });
  const authorizations = deciding(store, authorizationDecider, authorizationCodec);
  const follow = noticeSyncs({
    orchestrations: deciding(store, orchestrationDecider, orchestrationCodec),
    campaigns: accountCampaigns(readPool),
    now,
  });
  const app = express()
    .disable('x-powered-by')
    .disable('etag')
    .use(openExchange)
    .use(requestTrace())
    .use(requestLog(logger))
    .use(helmet())
    .use('/health', healthRoutes({ store, readPool, progress }))
    .use(docsRoutes())
    // Before the API's own routes: whoever comes back from a platform has no token.
    .use(
      `${restPrefix}/connections/callback`,
      consentCallback({ authorizations, slips, grantPublicKey: config.grantPublicKey }),
    )
    .use(webhookPrefix, webhookRoutes({ secrets: config.notices ?? { clients: {} }, follow, logger }))
    .use(
      restPrefix,
      identify(authenticator(config.token)),
      rateLimiter(config.rateLimitPerMinute),
      express.json({ limit: '256kb' }),
      operationRoutes({ handlers, idempotency: idempotency(keys, logger), now }),
    )
    .use(unknownRoute)
    .use(answerProblem);
  return { app, start: (port, host) => startServer({ app, port, host, keys, logger }) };
};
