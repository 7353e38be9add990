import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrateGateway } from '@campaigns/api-gateway';
import type { OrgId } from '@campaigns/contracts';
import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { createLoginRoles, migrateReadTables, rebuildReadTables } from '@campaigns/projections';
import { createLogger } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Benchmark, Setting } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { logFiller } from '../history/fill-log.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { throughput } from '../measure/throughput.ts';
import { openDatabase } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { viewerToken } from './gateway-config.ts';
import { httpClient } from './http-client.ts';
import { queryTextOf } from './query-text.ts';
import type { Served } from './served.ts';

const clients = 32;
/** As many connections as the product's own gateway reads with. */
const connections = 8;

type Shown = Readonly<{ id: string; organisation: OrgId; token: string }>;

/** Campaigns in the read tables, each with its deployment and fifteen syncs, and somebody who may read them. */
const fillReadTables = async (pool: Pool, campaigns: number): Promise<readonly Shown[]> => {
  await migrateEventLog(pool);
  await Promise.all([migrateReadTables(pool), migrateGateway(pool)]);
  const store = postgresEventStore({ pool });
  const { fillTo, eventsEach } = await logFiller(store, 15);
  await fillTo(campaigns * eventsEach);
  await rebuildReadTables({ store, pool, logger: createLogger('bench', 'warn') });
  await pool.query('vacuum analyze');
  const { rows } = await pool.query<Omit<Shown, 'token'>>(
    'select orchestration_id as id, org_id as organisation from read.campaign_orchestrations order by 1',
  );
  return Promise.all(rows.map(async (row) => ({ ...row, token: await viewerToken(row.organisation) })));
};

const startServer = async (file: string, served: Served, track: Setting['track']): Promise<string> => {
  const env = { SERVED: JSON.stringify(served) };
  const child = await startChild({ args: [join(import.meta.dirname, file)], env, ready: /ready (\S+)\n/ });
  track(file, child, ({ stop }) => stop());
  return child.found[1] as string;
};

/** One orchestration with everything about it, over HTTP, from the real gateway and from routes that do nothing else. */
export const read: Benchmark = async ({ quick, say, track }) => {
  const rounds = quick ? 3 : 7;
  const load = { clients, ms: quick ? 500 : 2_000 };
  const database = await openDatabase(track);
  const pool = database.poolOf(4);
  say('filling the read tables');
  const shown = await fillReadTables(pool, 100);
  const [appPassword, projectorPassword] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const { appRole } = await createLoginRoles(pool, { appPassword, projectorPassword });
  const login = { user: appRole, password: appPassword };
  const [first] = shown;
  if (first === undefined) throw new Error('There is no orchestration to read');
  const query = await queryTextOf(pool, database.poolOf(1, login), first);
  const served = { databaseUrl: database.url, readUrl: database.urlFor(login), connections, query };
  const gatewayUrl = await startServer('gateway-process.ts', served, track);
  const bareUrl = await startServer('bare-process.ts', served, track);

  const http = track('http client', httpClient(clients), ({ close }) => close());
  let bytes = 0;
  const requestsTo = (prefix: string) => (): Promise<number> => {
    let next = 0;
    return throughput(load, async () => {
      next = (next + 1) % shown.length;
      const { id, organisation, token } = shown[next] as Shown;
      // Both servers get the same headers; the bare one believes the second.
      const answer = await http.get(`${prefix}/${id}`, { authorization: `Bearer ${token}`, org: organisation });
      if (answer.status !== 200) throw new Error(`${prefix}/${id} answered ${answer.status}`);
      ({ bytes } = answer);
    });
  };
  const gateway = requestsTo(`${gatewayUrl}/api/orchestration`);
  const oneMessage = requestsTo(`${bareUrl}/one`);
  const fourMessages = requestsTo(`${bareUrl}/four`);
  say('warming up');
  for (const side of [gateway, oneMessage, fourMessages]) await side();

  const against = async (name: string, side: () => Promise<number>): Promise<Figure> => {
    const measured = await alternate(rounds, gateway, side, (round) => say(`${name}, round ${round} of ${rounds}`));
    const { value, limit, ratio } = comparisonOf(measured);
    return {
      ...{ name: 'GET /api/orchestration/{id}', value, unit: 'requests/s', ratio, limit: { name, value: limit } },
      aim: { of: 'ratio', is: 'at least', than: 0.8 },
    };
  };
  return [
    await against('bare Express + pg, one message', oneMessage),
    await against('bare Express + pg, four messages', fourMessages),
    { name: 'size of an answer', value: bytes / 1_000, unit: 'kB' },
  ];
};
