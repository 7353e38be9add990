import { createGateway } from '@campaigns/api-gateway';
import { postgresEventStore } from '@campaigns/event-sourcing';
import { createLogger } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import { gatewayConfig } from './gateway-config.ts';

/** The statement with which the gateway reads an orchestration, as Postgres got it: the bare route has to run the same. */
export const queryTextOf = async (
  pool: Pool,
  readPool: Pool,
  { id, token }: Readonly<{ id: string; token: string }>,
): Promise<string> => {
  const gateway = createGateway({
    ...{ store: postgresEventStore({ pool }), pool, readPool, config: gatewayConfig },
    progress: { waitFor: () => Promise.resolve(true) },
    logger: createLogger('bench', 'warn'),
  });
  const { url, close } = await gateway.start(0, '127.0.0.1');
  const answer = await fetch(`${url}/api/orchestration/${id}`, {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
  });
  await answer.text();
  await close();
  if (answer.status !== 200) throw new Error(`The gateway answered ${answer.status}`);
  // The read pool has one connection, so this asks the session that prepared it.
  const { rows } = await readPool.query<{ statement: string }>(
    `select statement from pg_prepared_statements where name = 'orchestration'`,
  );
  // Postgres keeps the whole message in which it was prepared.
  const text = /^prepare "orchestration" as ([\s\S]*); select set_config\(/.exec(rows[0]?.statement ?? '')?.[1];
  if (text === undefined) throw new Error('The gateway prepared no statement for reading an orchestration');
  return text;
};
