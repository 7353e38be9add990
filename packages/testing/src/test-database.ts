import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { providedPostgresUrl } from './environment.ts';

export type TestDatabase = Readonly<{
  url: string;
  /** Ends every connection to it and removes it. */
  drop: () => Promise<void>;
}>;

const run = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: 'campaigns-testing' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** An empty database of its own, on the Postgres of this test run. Throws when the run has none. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = providedPostgresUrl();
  if (server === undefined) {
    throw new Error('No Postgres for this test: name the file x.int.spec.ts or x.e2e.spec.ts, so that jest starts one');
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(server, `create database ${name} template template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
};
