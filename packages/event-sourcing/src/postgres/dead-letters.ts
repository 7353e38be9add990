import type { Pool } from 'pg';
import type { Message } from '../delivery/feed-window.ts';
import { derivedId } from '../derived-id.ts';
import type { DeadLetter, DeadLetters } from '../event-feed.ts';
import type { After } from '../event-store.ts';
import type { Membership } from './feed-session.ts';
import { behind, type EventRow, eventColumns, toStoredEvent } from './rows.ts';
import { persistently } from './unavailable.ts';

type DeadLetterRow = EventRow &
  Readonly<{
    id: string;
    group_name: string;
    topic: string;
    key: string;
    reason: string;
    attempts: number;
    died_at: Date;
  }>;

const columns = `d.id, d.group_name, d.topic, d.key, d.reason, d.attempts, d.died_at, ${eventColumns}`;
const source = 'log.dead_letters d join log.events e on e.position = d.position';

const toDeadLetter = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  group: row.group_name,
  topic: row.topic,
  key: row.key,
  reason: row.reason,
  attempts: row.attempts,
  event: toStoredEvent(row),
  diedAt: row.died_at,
});

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/**
 * The kept messages of all consumer groups. An id that is no UUID belongs to none. All throw `LogUnavailable` when Postgres
 * cannot be reached.
 */
export const deadLetters = (pool: Pool): DeadLetters => ({
  list: ({ group } = {}) =>
    persistently(async () => {
      const { rows } = await pool.query<DeadLetterRow>(
        `select ${columns} from ${source} where $1::text is null or d.group_name = $1 order by d.died_at, d.position`,
        [group ?? null],
      );
      return rows.map(toDeadLetter);
    }),
  retry: async (id) => {
    if (!isUuid(id)) return false;
    const { rowCount } = await persistently(() =>
      pool.query(
        `with asked as (update log.dead_letters set retry_requested_at = clock_timestamp() where id = $1 returning id)
         select pg_notify('log_feed', '') from asked`,
        [id],
      ),
    );
    return rowCount === 1;
  },
  retryAll: ({ group } = {}) =>
    persistently(async () => {
      const { rows } = await pool.query<{ asked: number }>(
        `with asked as (
           update log.dead_letters set retry_requested_at = clock_timestamp()
           where $1::text is null or group_name = $1 returning id
         ), counted as (select count(*)::int as asked from asked)
         select asked, pg_notify('log_feed', '') from counted`,
        [group ?? null],
      );
      return rows[0]?.asked ?? 0;
    }),
  discard: async (id) => {
    if (!isUuid(id)) return false;
    const { rowCount } = await persistently(() => pool.query('delete from log.dead_letters where id = $1', [id]));
    return rowCount === 1;
  },
});

type Death = Readonly<{ reason: string; attempts: number }>;

const buryAgain = async (pool: Pool, id: string, { reason, attempts }: Death): Promise<void> => {
  await pool.query(
    `update log.dead_letters
     set reason = $2, attempts = attempts + $3, died_at = clock_timestamp(), retry_requested_at = null where id = $1`,
    [id, reason, attempts],
  );
};

/** Keeps a message. One that came back keeps its id and adds its attempts up, unless a person discarded it meanwhile. */
export const bury = async (pool: Pool, { group, topic }: Membership, message: Message, death: Death): Promise<void> => {
  const { event, key, deadLetterId } = message;
  if (deadLetterId !== undefined) return buryAgain(pool, deadLetterId, death);
  const id = derivedId('dead-letter', group, topic, event.metadata.eventId);
  await persistently(() =>
    pool.query(
      `insert into log.dead_letters (id, group_name, topic, key, position, reason, attempts)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (group_name, topic, position) do nothing`,
      [id, group, topic, key, `${event.position}`, death.reason, death.attempts],
    ),
  );
};

/** A message that came back was handled: nothing is kept of it. */
export const exhume = async (pool: Pool, id: string): Promise<void> => {
  await persistently(() => pool.query('delete from log.dead_letters where id = $1', [id]));
};

/** The messages of a group that a person asked to be handled again, oldest first. */
export const askedFor = async (pool: Pool, { group, topic }: Membership): Promise<readonly Message[]> => {
  const { rows } = await pool.query<DeadLetterRow>(
    `select ${columns} from ${source}
     where d.group_name = $1 and d.topic = $2 and d.retry_requested_at is not null order by d.position`,
    [group, topic],
  );
  return rows.map((row) => ({ event: toStoredEvent(row), key: row.key, deadLetterId: row.id }));
};

/** Positions behind the checkpoint whose messages died before it could move past them: done with, though not behind it. */
export const diedBehind = async (
  pool: Pool,
  { group, topic }: Membership,
  checkpoint: After,
): Promise<ReadonlySet<bigint>> => {
  const { rows } = await pool.query<{ position: string }>(
    'select position from log.dead_letters where group_name = $1 and topic = $2 and position > $3',
    [group, topic, behind(checkpoint)],
  );
  return new Set(rows.map(({ position }) => BigInt(position)));
};
