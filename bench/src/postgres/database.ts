import { randomUUID } from 'node:crypto';
import { logPool } from '@campaigns/event-sourcing';
import type { Lifecycle } from '@campaigns/service-kit';
import { type StartedPostgres, startPostgres } from '@campaigns/testing';
import type { Pool } from 'pg';
import pg from 'pg';

type Track = Lifecycle['track'];
export type Login = Readonly<{ user: string; password: string }>;

export type Database = Readonly<{
  url: string;
  /** The same database for another login. */
  urlFor: (login: Login) => string;
  /** A pool of the product's kind. */
  poolOf: (max: number, login?: Login) => Pool;
}>;

const run = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A real Postgres that keeps its promises: fsync and synchronous_commit are on. */
export const openServer = async (track: Track): Promise<StartedPostgres> =>
  track('postgres', await startPostgres(), ({ stop }) => stop());

/** An empty database, removed when it is closed; on a server of its own unless one is given. */
export const openDatabase = async (track: Track, server?: StartedPostgres): Promise<Database> => {
  const { url: serverUrl } = server ?? (await openServer(track));
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await run(serverUrl, `create database ${name} template template0`);
  track('database', name, () => run(serverUrl, `drop database if exists ${name} with (force)`));
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const urlFor = ({ user, password }: Login): string => Object.assign(new URL(url), { username: user, password }).href;
  return {
    url,
    urlFor,
    poolOf: (max, login) => {
      const own = login === undefined ? url : urlFor(login);
      return track('pool', logPool({ url: own, applicationName: 'bench', max }), (pool) => pool.end());
    },
  };
};
