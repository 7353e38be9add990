import { randomUUID } from 'node:crypto';
import type { EventToAppend } from '@campaigns/event-sourcing';
import type { ClientBase, Pool } from 'pg';
import type { Setting } from '../benchmark.ts';
import { sampleEvent } from './sample-event.ts';

/** The log's columns with nothing but a primary key: no other index, no order of commits, no expected revision. */
export const createRawLog = async (pool: Pool): Promise<void> => {
  await pool.query(`
    create schema raw;
    create table raw.events (
      position    bigint      generated always as identity primary key,
      stream      text        collate "C" not null,
      revision    bigint      not null,
      id          uuid        not null,
      type        text        not null,
      org_id      uuid        not null,
      data        jsonb       not null,
      metadata    jsonb       not null,
      recorded_at timestamptz not null
    )`);
};

const insert = `insert into raw.events (stream, revision, id, type, org_id, data, metadata, recorded_at)
  values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())`;

const valuesOf = (stream: string, { type, data, metadata }: EventToAppend): readonly unknown[] => [
  ...[stream, 0, metadata.eventId, type, metadata.orgId],
  ...[JSON.stringify(data), JSON.stringify(metadata)],
];

/** One prepared insert of one row, in a transaction of its own. */
const insertRaw = async (client: ClientBase, stream: string, event: EventToAppend): Promise<void> => {
  await client.query({ name: 'raw-insert', text: insert, values: [...valuesOf(stream, event)] });
};

/** Clients with a connection and a stream each; the function inserts a sample event as one of them. */
export const openRawClients = async (
  pool: Pool,
  clients: number,
  track: Setting['track'],
): Promise<(client: number) => Promise<void>> => {
  const connections = await Promise.all(Array.from({ length: clients }, () => pool.connect()));
  track('raw clients', connections, () => {
    for (const connection of connections) connection.release();
  });
  const streams = connections.map(() => `operation-${randomUUID()}`);
  return (client) => insertRaw(connections[client] as ClientBase, streams[client] as string, sampleEvent());
};

/** The same, and whoever listens to `raw` is told the event's id when it is committed. */
export const insertRawAndNotify = async (pool: Pool, stream: string, event: EventToAppend): Promise<void> => {
  const text = `with inserted as (${insert} returning id) select pg_notify('raw', id::text) from inserted`;
  await pool.query({ name: 'raw-insert-notify', text, values: [...valuesOf(stream, event)] });
};
