import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool } from 'pg';
import type { Logger } from 'pino';
import type { After } from '../event-store.ts';
import { clientOptions } from './connections.ts';

export type Membership = Readonly<{ group: string; topic: string }>;

/** The right to work for a group: nobody else has it until it is released or its connection is gone. */
export type Lease = Readonly<{
  /** Where the group goes on. */
  checkpoint: After;
  /** Aborts when the connection is lost: another member may start. */
  lost: AbortSignal;
  /** Keeps a new checkpoint; written with others within a moment. */
  keep: (position: After) => void;
  /** Writes what was kept and lets another member take over. */
  release: () => Promise<void>;
}>;

type Connection = Readonly<{
  client: pg.Client;
  lost: AbortSignal;
  kept: Map<string, Membership & { position: bigint }>;
}>;

export type FeedSessionOptions = Readonly<{
  pool: Pool;
  logger?: Logger | undefined;
  checkpointEveryMs?: number;
  heartbeatMs?: number;
}>;

const nameOf = ({ group, topic }: Membership): string => JSON.stringify([group, topic]);

// A checkpoint that is lost costs a redelivery, so it need not wait for the disk. The server gives the locks of a peer that
// fell silent free after 15 s; by then the heartbeat has stopped that peer's members.
const sessionSettings = `set synchronous_commit = off; set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 2`;

/**
 * The one connection on which a process holds its leases (session advisory locks) and writes its checkpoints. A checkpoint
 * is thereby written by the very session that holds the lock: a member that lost it cannot write one.
 */
export const feedSession = ({ pool, logger, checkpointEveryMs = 100, heartbeatMs = 2_000 }: FeedSessionOptions) => {
  const held = new Set<string>();
  let current: Promise<Connection> | undefined;

  const flush = async ({ client, kept, lost }: Connection): Promise<void> => {
    if (kept.size === 0 || lost.aborted) return;
    const entries = [...kept.values()];
    kept.clear();
    await client.query({
      name: 'feed-checkpoints',
      text: `insert into log.checkpoints as c (group_name, topic, position)
             select * from unnest($1::text[], $2::text[], $3::bigint[])
             on conflict (group_name, topic) do update set position = greatest(c.position, excluded.position)`,
      values: [
        entries.map(({ group }) => group),
        entries.map(({ topic }) => topic),
        entries.map(({ position }) => `${position}`),
      ],
    });
  };

  const beat = async (client: pg.Client): Promise<void> => {
    const late = sleep(heartbeatMs, 'late', { ref: false });
    if ((await Promise.race([client.query('select 1'), late])) === 'late') throw new Error('The connection is silent');
  };

  const open = async (): Promise<Connection> => {
    // Several members ask at the same time on this one connection.
    const options = { ...clientOptions(pool, 'campaigns-feed'), pipeline: true };
    const client = new pg.Client(options);
    const losing = new AbortController();
    const connection: Connection = { client, lost: losing.signal, kept: new Map() };
    const timers: NodeJS.Timeout[] = [];
    const lose = (error?: unknown): void => {
      if (losing.signal.aborted) return;
      losing.abort();
      current = undefined;
      for (const timer of timers) clearInterval(timer);
      if (error !== undefined) logger?.warn({ err: error }, 'feed connection lost');
      void client.end().catch(() => undefined);
    };
    client.on('error', lose);
    client.on('end', () => lose());
    try {
      await client.connect();
      await client.query(sessionSettings);
    } catch (error) {
      lose();
      throw error;
    }
    timers.push(setInterval(() => void flush(connection).catch(lose), checkpointEveryMs));
    timers.push(setInterval(() => void beat(client).catch(lose), heartbeatMs));
    return connection;
  };

  const connected = (): Promise<Connection> => {
    current ??= open().catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  };

  const leaseOn = async (connection: Connection, membership: Membership): Promise<Lease> => {
    const { client, lost, kept } = connection;
    const { group, topic } = membership;
    const name = nameOf(membership);
    const { rows } = await client.query<{ position: string }>(
      'select position from log.checkpoints where group_name = $1 and topic = $2',
      [group, topic],
    );
    const row = rows[0];
    return {
      checkpoint: row === undefined ? 'start' : BigInt(row.position),
      lost,
      keep: (position) => {
        if (position !== 'start') kept.set(name, { group, topic, position });
      },
      release: async () => {
        held.delete(name);
        if (lost.aborted) return;
        try {
          await flush(connection);
          await client.query(`select pg_advisory_unlock(hashtextextended($1, 0)), pg_notify('log_feed', '')`, [name]);
        } catch (error) {
          // Whether the lock is still held is not known; the end of the session settles it.
          await client.end().catch(() => undefined);
          throw error;
        }
      },
    };
  };

  return {
    /** The lease when it is free now; throws when Postgres cannot be reached. */
    tryLease: async (membership: Membership): Promise<Lease | undefined> => {
      const name = nameOf(membership);
      // A session gets a lock it has once more, so two members of one process are told apart here.
      if (held.has(name)) return undefined;
      held.add(name);
      try {
        const connection = await connected();
        const { rows } = await connection.client.query<{ taken: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
          [name],
        );
        if (rows[0]?.taken !== true) {
          held.delete(name);
          return undefined;
        }
        return await leaseOn(connection, membership).catch(async (error: unknown) => {
          // The lock was taken and nobody will release it: only the end of its session does.
          await connection.client.end().catch(() => undefined);
          throw error;
        });
      } catch (error) {
        held.delete(name);
        throw error;
      }
    },
    close: async (): Promise<void> => {
      const connection = await current?.catch(() => undefined);
      await connection?.client.end();
    },
  };
};

export type FeedSession = ReturnType<typeof feedSession>;
