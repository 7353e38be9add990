import type { StreamName } from '@campaigns/contracts';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { checkAppendSize } from '../append-size.ts';
import {
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
  LogUnavailable,
} from '../event-store.ts';
import { appendBatcher, type PendingAppend } from './append-batcher.ts';
import { follow } from './follow.ts';
import { type LogSignals, logSignals } from './log-signals.ts';
import { behind, type EventRow, eventColumns, toStoredEvent } from './rows.ts';
import { sharedReader } from './shared-reader.ts';
import { persistently } from './unavailable.ts';

export type PostgresEventStoreOptions = Readonly<{
  /** Connections for appends and reads; stays the caller's to end. */
  pool: Pool;
  logger?: Logger;
  /** How followers hear of appends. Default: an own listening connection, opened with the first follower. */
  signals?: LogSignals;
}>;

export type PostgresEventStore = EventStore &
  Readonly<{
    signals: LogSignals;
    /** Ends the listening connection, unless the signals were given. Followers end by their own signals. */
    close: () => Promise<void>;
  }>;

type OutcomeRow = Readonly<{ revisions: readonly string[]; positions: readonly (string | null)[] }>;

const asRevision = (revision: string | undefined): ExpectedRevision =>
  revision === undefined || revision === '-1' ? 'no-stream' : BigInt(revision);

const asResult = (revision: string, position: string | null | undefined): AppendResult =>
  position == null
    ? { outcome: 'conflict', actual: asRevision(revision) }
    : { outcome: 'appended', revision: BigInt(revision), position: BigInt(position) };

const pendingAppend = (stream: string, expected: ExpectedRevision, events: readonly EventToAppend[]): PendingAppend => {
  const revision = expected === 'no-stream' ? '-1' : expected.toString();
  const rows = events.map(({ type, data, metadata }) => {
    const { eventId, orgId } = metadata;
    return [eventId, type, orgId, JSON.stringify(data ?? null), JSON.stringify(metadata)] as const;
  });
  checkAppendSize(
    stream,
    rows.flatMap(([, , , data, metadata]) => [data, metadata]),
  );
  const documents = rows.map(([id, type, orgId, data, metadata]) => {
    const head = JSON.stringify([id, type, orgId]);
    return `${head.slice(0, -1)},${data},${metadata}]`;
  });
  const json = `[${JSON.stringify(stream)},"${revision}",[${documents.join(',')}]]`;
  const [only, ...others] = rows;
  const isAlone = only !== undefined && others.length === 0;
  return { stream, json, ...(isAlone ? { alone: [stream, revision, ...only] } : {}) };
};

const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';

const currentRevision = async (pool: Pool, stream: string): Promise<ExpectedRevision> => {
  const { rows } = await pool.query<{ revision: string }>({
    name: 'log-revision',
    text: 'select revision from log.events where stream = $1 order by revision desc limit 1',
    values: [stream],
  });
  return asRevision(rows[0]?.revision);
};

type Appended = Extract<AppendResult, { outcome: 'appended' }>;

/** `undefined` when the stream does not stand where it was expected to. */
const appendOne = async (pool: Pool, values: readonly string[]): Promise<Appended | undefined> => {
  const { rows } = await pool.query<{ new_revision: string | null; new_position: string | null }>({
    name: 'log-append-one',
    text: 'select new_revision, new_position from log.append_one($1, $2, $3, $4, $5, $6, $7)',
    values: [...values],
  });
  const { new_revision: revision, new_position: position } = rows[0] ?? {};
  if (revision == null || position == null) return undefined;
  return { outcome: 'appended', revision: BigInt(revision), position: BigInt(position) };
};

const sendTo =
  (pool: Pool, signals: LogSignals) =>
  async (appends: readonly PendingAppend[]): Promise<readonly AppendResult[]> => {
    const [only] = appends;
    if (only?.alone !== undefined && appends.length === 1) {
      const result = await appendOne(pool, only.alone);
      if (result !== undefined) {
        signals.appended(result.position);
        return [result];
      }
    }
    const batch = `[${appends.map(({ json }) => json).join(',')}]`;
    const { rows } = await pool.query<OutcomeRow>({
      name: 'log-append',
      text: 'select revisions, positions from log.append($1)',
      values: [batch],
    });
    const { revisions, positions } = rows[0] as OutcomeRow;
    const results = revisions.map((revision, index) => asResult(revision, positions[index]));
    for (const result of results) if (result.outcome === 'appended') signals.appended(result.position);
    return results;
  };

/**
 * The log in Postgres, in the schema that `migrateEventLog` makes. Appends of concurrent callers travel in one statement;
 * followers are woken by a signal. An append whose connection broke is sent again, which its event ids make harmless.
 */
export const postgresEventStore = ({ pool, logger, signals: given }: PostgresEventStoreOptions): PostgresEventStore => {
  const signals = given ?? logSignals({ pool, logger });
  const send = sendTo(pool, signals);
  const enqueue = appendBatcher({
    send: (appends) => persistently(() => send(appends)),
    concernsAll: (error) => error instanceof LogUnavailable,
  });

  const append: EventStore['append'] = async (stream, expected, events) => {
    if (events.length === 0) throw new TypeError('An append needs at least one event');
    try {
      return await enqueue(pendingAppend(stream, expected, events));
    } catch (error) {
      // An event id that lies elsewhere in the log.
      if (!isUniqueViolation(error)) throw error;
      return { outcome: 'conflict', actual: await persistently(() => currentRevision(pool, stream)) };
    }
  };

  const load = async (stream: StreamName, behind = -1n) => {
    const { rows } = await pool.query<EventRow>({
      name: 'log-load',
      text: `select ${eventColumns} from log.events e where e.stream = $1 and e.revision > $2 order by e.revision`,
      values: [stream, behind],
    });
    const events = rows.map(toStoredEvent);
    const before = behind < 0n ? ('no-stream' as const) : behind;
    return { events, revision: events.at(-1)?.revision ?? before };
  };

  const readOnce: EventStore['readAll'] = async (after, limit) => {
    const { rows } = await pool.query<EventRow>({
      name: 'log-read-all',
      text: `select ${eventColumns} from log.events e where e.position > $1 order by e.position limit $2`,
      values: [behind(after), limit],
    });
    return rows.map(toStoredEvent);
  };
  const readAll: EventStore['readAll'] = (after, limit) => persistently(() => readOnce(after, limit));

  const head = async () => {
    const { rows } = await pool.query<{ position: string | null }>('select max(position) as position from log.events');
    const position = rows[0]?.position;
    return position == null ? ('start' as const) : BigInt(position);
  };

  return {
    load: (stream, behind) => persistently(() => load(stream, behind)),
    append,
    readAll,
    head: () => persistently(head),
    follow: follow({ read: sharedReader(readAll, signals.version), signals, logger }),
    signals,
    close: async () => {
      if (given === undefined) await signals.close();
    },
  };
};
