import type { StreamName } from '@campaigns/contracts';
import { isPostgresAway, LogUnavailable } from '@campaigns/event-sourcing';
import type { ClientBase, Pool } from 'pg';
import type { NewTimer, Timer, TimerKind } from './timer.ts';

/** `LogUnavailable` when Postgres is away, so that a message is kept until it is back; else the error itself. */
export const awayOr = (error: unknown): unknown =>
  isPostgresAway(error) ? new LogUnavailable('Postgres cannot be reached', { cause: error }) : error;

/** What becomes of a timer that is there already. */
const onConflict = {
  stays: 'do update set created_position = greatest(timer.created_position, excluded.created_position)',
  // An event that is delivered again, or late, has nothing to say any more.
  moves: `do update set due_at = excluded.due_at, fire_at = excluded.fire_at, payload = excluded.payload, failures = 0,
            created_position = excluded.created_position
          where timer.created_position < excluded.created_position`,
} as const;

/**
 * Keeps a timer and tells every timer service of it. One that is there already is moved only by a later event than the one
 * that it was last kept for, and only where the kind wants it so. While it is being fired this waits: a timer that ends
 * with the firing is then kept anew.
 */
export const armTimer = async (pool: Pool, timer: NewTimer): Promise<void> => {
  const { timerId, dueAt, kind, stream, causeId, position, known } = timer;
  try {
    await pool.query({
      name: `arm-timer-that-${known}`,
      text: `with armed as (
               insert into orchestrator.timers as timer (timer_id, due_at, fire_at, kind, stream, payload, created_position)
               values ($1, $2, $2, $3, $4, $5, $6)
               on conflict (timer_id) ${onConflict[known]}
               returning fire_at
             )
             select pg_notify('timer_armed', (extract(epoch from fire_at) * 1000)::bigint::text) from armed`,
      values: [timerId, dueAt.toISOString(), kind, stream, JSON.stringify({ causeId }), position.toString()],
    });
  } catch (error) {
    throw awayOr(error);
  }
};

/** When the first timer of these kinds is to be tried; `undefined` when there is none. */
export const nextFireAt = async (pool: Pool, kinds: readonly TimerKind[]): Promise<Date | undefined> => {
  const { rows } = await pool.query<{ fire_at: Date }>({
    name: 'next-timer',
    text: `select fire_at from orchestrator.timers where kind = any($1::text[]) order by fire_at, timer_id limit 1`,
    values: [kinds],
  });
  return rows[0]?.fire_at;
};

type TimerRow = Readonly<{
  timer_id: string;
  due_at: Date;
  kind: TimerKind;
  stream: StreamName;
  payload: Readonly<{ causeId: string }>;
  failures: number;
}>;

/**
 * Takes due timers of these kinds for this transaction, the earliest first; those that another orchestrator has in hand are
 * left out, and with them what comes after them in the same stream: one stream's timers are fired one after the other.
 */
export const takeDue = async (
  client: ClientBase,
  { now, kinds, limit }: Readonly<{ now: Date; kinds: readonly TimerKind[]; limit: number }>,
): Promise<readonly Timer[]> => {
  const { rows } = await client.query<TimerRow>({
    name: 'take-due-timers',
    // First the time, then the stream: as one condition it made the planner look at everything that is due, for 200 ms
    // with 10,000 due among 100,000; so it takes 2 ms.
    text: `with due as materialized (
             select * from orchestrator.timers where fire_at <= $1 and kind = any($2::text[])
             order by fire_at, timer_id limit $3 for update skip locked
           )
           select timer_id, due_at, kind, stream, payload, failures from due
           where timer_id = (
             select first.timer_id from orchestrator.timers first
             where first.stream = due.stream and first.kind = any($2::text[])
             order by first.fire_at, first.timer_id limit 1
           )
           order by fire_at, timer_id`,
    values: [now.toISOString(), kinds, limit],
  });
  return rows.map((row) => ({
    timerId: row.timer_id,
    dueAt: row.due_at,
    kind: row.kind,
    stream: row.stream,
    causeId: row.payload.causeId,
    failures: row.failures,
  }));
};

export const removeTimers = async (client: ClientBase, timerIds: readonly string[]): Promise<void> => {
  if (timerIds.length === 0) return;
  await client.query('delete from orchestrator.timers where timer_id = any($1::uuid[])', [timerIds]);
};

export type Rearmed = Readonly<{ timerId: string; dueAt: Date }>;

export const rearmTimers = async (client: ClientBase, timers: readonly Rearmed[]): Promise<void> => {
  if (timers.length === 0) return;
  await client.query(
    `update orchestrator.timers t set due_at = r.due_at, fire_at = r.due_at, failures = 0
     from unnest($1::uuid[], $2::timestamptz[]) as r (timer_id, due_at) where t.timer_id = r.timer_id`,
    [timers.map(({ timerId }) => timerId), timers.map(({ dueAt }) => dueAt.toISOString())],
  );
};

/** After a failure: later, and still the same timer. */
export const postponeTimer = async (client: ClientBase, timerId: string, fireAt: Date): Promise<void> => {
  await client.query('update orchestrator.timers set fire_at = $2, failures = failures + 1 where timer_id = $1', [
    timerId,
    fireAt.toISOString(),
  ]);
};
