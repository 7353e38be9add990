import { randomUUID } from 'node:crypto';
import {
  authorizationCodec,
  authorizationId,
  connectionCodec,
  connectionId,
  type OrchestrationEvent,
  orchestrationCodec,
  orgId as orgIdSchema,
  type Platform,
  type Role,
} from '@campaigns/contracts';
import {
  authorizationDecider,
  connectionDecider,
  type Orchestration,
  type OrchestrationCommand,
  orchestrationDecider,
} from '@campaigns/domain';
import {
  type CommandContext,
  commandHandler,
  type EventStore,
  migrateEventLog,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { migrateHandover } from '@campaigns/grant-handover';
import { createLogger } from '@campaigns/service-kit';
import { createTestDatabase } from '@campaigns/testing';
import pg from 'pg';
import { issueToken } from '../auth/issue-token.ts';
import { defaultTokenIssuer } from '../auth/token-settings.ts';
import type { GatewayConfig } from '../config.ts';
import { createGateway } from '../gateway.ts';
import { migrateGateway } from '../idempotency/migrate.ts';
import { createReadSide, testProgress } from './read-side.ts';

const secret = 'a-secret-for-tests-that-is-long-enough';
const issuer = 'tests';
const audience = defaultTokenIssuer;

const config: GatewayConfig = {
  port: 0,
  host: '127.0.0.1',
  token: { key: { kind: 'secret', secret }, issuer, audience },
  rateLimitPerMinute: 100_000,
};

export type ApiAnswer = Readonly<{
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  text: string;
}>;

type Call = Readonly<{ body?: unknown; headers?: Readonly<Record<string, string>>; raw?: string }>;

/** Calls the API as somebody. */
export type Client = (method: string, path: string, call?: Call) => Promise<ApiAnswer>;

export const newOrg = (): string => randomUUID();

export const tokenFor = (org: string, role: Role, subject = 'anna'): Promise<string> =>
  issueToken({ secret, issuer, audience, orgId: org, subject, role, expiresInSeconds: 600 });

export const envelope = (org: string): CommandContext => ({
  commandId: randomUUID(),
  orgId: org,
  actor: { kind: 'service', id: 'tests' },
  correlationId: randomUUID(),
  causationId: randomUUID(),
  occurredAt: new Date().toISOString(),
});

const clientOf =
  (url: string, token: string): Client =>
  async (method, path, { body, headers = {}, raw } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

/** A gateway on a database of its own, on a free port. */
export const startTestApi = async (
  overrides: Partial<GatewayConfig> = {},
  wrap = (store: EventStore) => store,
  now = () => new Date(),
) => {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 8 });
  await migrateEventLog(pool);
  await migrateGateway(pool);
  await migrateHandover(pool);
  const readUrl = await createReadSide(pool, database.url);
  const readPool = new pg.Pool({ connectionString: readUrl, max: 4, pipeline: true } as pg.PoolConfig);
  for (const each of [pool, readPool]) each.on('error', () => undefined);
  const store = postgresEventStore({ pool });
  const progress = testProgress(store, pool);
  const lines: string[] = [];
  const logger = createLogger('api-gateway', 'info', { write: (line: string) => void lines.push(line) });
  const gateway = createGateway({
    store: wrap(store),
    readPool,
    pool,
    progress,
    config: { ...config, ...overrides },
    ...{ logger, now },
  });
  const server = await gateway.start(0, '127.0.0.1');
  const handle = commandHandler<Orchestration, OrchestrationCommand, OrchestrationEvent>(
    store,
    orchestrationDecider,
    orchestrationCodec,
  );

  return {
    url: server.url,
    store,
    pool,
    readPool,
    progress,
    lines,
    as: async (org: string, role: Role, subject?: string): Promise<Client> =>
      clientOf(server.url, await tokenFor(org, role, subject)),
    withToken: (token: string): Client => clientOf(server.url, token),
    /** An active ad account connection of the organisation. */
    connect: async (org: string, platform: Platform, currency = 'USD', adAccountId?: string): Promise<string> => {
      const id = connectionId.parse(randomUUID());
      const register = commandHandler(store, connectionDecider, connectionCodec);
      const data = {
        ...{ connectionId: id, orgId: orgIdSchema.parse(org), platform, name: `${platform} account`, currency },
        ...{ adAccountId: adAccountId ?? `act-${id.slice(0, 8)}`, timeZone: 'UTC', scopes: ['ads'] },
      };
      const { position } = await register(`connection-${id}`, { type: 'RegisterConnection', data }, envelope(org));
      await progress.waitFor(position as bigint, 5_000);
      return id;
    },
    /** An authorization that somebody of the organisation has asked for. */
    askForAccess: async (org: string): Promise<string> => {
      const id = authorizationId.parse(randomUUID());
      const data = {
        ...{ authorizationId: id, orgId: orgIdSchema.parse(org), userId: 'anna', platform: 'meta' as const },
        ...{ redirectUri: 'https://campaigns.example.com', expiresAt: new Date(Date.now() + 600_000).toISOString() },
      };
      const ask = commandHandler(store, authorizationDecider, authorizationCodec);
      await ask(`authorization-${id}`, { type: 'RequestAuthorization', data }, envelope(org));
      return id;
    },
    /** Sends a command as the orchestrator would. */
    command: async (org: string, id: string, command: OrchestrationCommand) => {
      const { position } = await handle(`orchestration-${id}`, command, {
        ...envelope(org),
        occurredAt: now().toISOString(),
      });
      if (position !== undefined) await progress.waitFor(position, 5_000);
    },
    stop: async () => {
      await server.close();
      await store.close();
      await readPool.end();
      await pool.end();
      await database.drop();
    },
  };
};
