import {
  attribute,
  ConcurrencyExhausted,
  type EventStore,
  histogram,
  isPostgresAway,
  LogUnavailable,
} from '@campaigns/event-sourcing';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Firing, PrepareFiring, Timer, TimerKind } from './timer.ts';
import { timerMetrics } from './timer-metrics.ts';
import { timerKinds, timerRules } from './timer-rules.ts';
import { postponeTimer, type Rearmed, rearmTimers, removeTimers, takeDue } from './timer-table.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  logger: Logger;
  now: () => Date;
}>;

/** How many timers are fired in one go: as many appends as travel together. With 100 a burst takes a third longer. */
const batchSize = 200;
const attempts = 5;
const longestPostponementMs = 300_000;

const isAway = (error: unknown): boolean => error instanceof LogUnavailable || isPostgresAway(error);

const preparing = (store: EventStore, now: () => Date) =>
  Object.fromEntries(timerKinds.map((kind) => [kind, timerRules[kind].prepare(store, now)])) as Readonly<
    Record<TimerKind, PrepareFiring>
  >;

/**
 * Fires what is due; answers how many timers were taken. They are taken in the order of time, whoever takes them, and what
 * was taken together is appended together. The timers of one stream fire strictly one after the other, except for one that
 * failed: it comes later and holds up no other. What a timer appends is appended before its row goes, so a crash between the
 * two fires again, without effect. Throws when Postgres is away.
 */
export const fireDue = ({ store, pool, logger, now }: Dependencies): (() => Promise<number>) => {
  const prepare = preparing(store, now);
  const lateness = histogram('orchestrator', timerMetrics.lateness);
  const tell = ({ dueAt, kind }: Timer, { status }: PromiseSettledResult<unknown>): void =>
    lateness.record(Math.max(0, now().getTime() - dueAt.getTime()) / 1_000, {
      [attribute.timerKind]: kind,
      [attribute.outcome]: status === 'fulfilled' ? 'fired' : 'failed',
    });

  const fire = async (timer: Timer, first: Promise<Firing>): Promise<Date | undefined> => {
    let firing = await first;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (firing.append === undefined) return firing.next;
      const { stream, expected, events } = firing.append;
      const { outcome } = await store.append(stream, expected, events);
      if (outcome === 'appended') return firing.next;
      firing = await prepare[timer.kind](timer);
    }
    throw new ConcurrencyExhausted(`${timer.stream} kept changing under ${attempts} attempts`);
  };

  const fireAll = async (client: PoolClient, timers: readonly Timer[]): Promise<void> => {
    // Everything is read at once, then appended in the order of time.
    const firings = timers.map((timer) => prepare[timer.kind](timer));
    await Promise.allSettled(firings);
    const fired = await Promise.allSettled(
      timers.map((timer, index) => fire(timer, firings[index] as Promise<Firing>)),
    );

    const finished: string[] = [];
    const rearmed: Rearmed[] = [];
    const failed: Readonly<{ timer: Timer; error: unknown }>[] = [];
    for (const [index, result] of fired.entries()) {
      const timer = timers[index] as Timer;
      tell(timer, result);
      if (result.status === 'rejected') failed.push({ timer, error: result.reason });
      else if (result.value === undefined) finished.push(timer.timerId);
      else rearmed.push({ timerId: timer.timerId, dueAt: result.value });
    }
    await removeTimers(client, finished);
    await rearmTimers(client, rearmed);
    for (const { timer, error } of failed) {
      if (isAway(error)) continue;
      logger.error({ err: error, timerId: timer.timerId, kind: timer.kind }, 'timer failed; postponed');
      const waitMs = Math.min(1_000 * 2 ** timer.failures, longestPostponementMs);
      await postponeTimer(client, timer.timerId, new Date(now().getTime() + waitMs));
    }
    await client.query('commit');
    const away = failed.find(({ error }) => isAway(error));
    if (away !== undefined) throw away.error;
  };

  return async () => {
    const client = await pool.connect();
    let broken: Error | boolean = true;
    const lose = (): void => {
      broken = true;
    };
    client.on('error', lose);
    try {
      await client.query('begin');
      const timers = await takeDue(client, { now: now(), kinds: timerKinds, limit: batchSize });
      if (timers.length === 0) await client.query('rollback');
      else await fireAll(client, timers);
      broken = false;
      return timers.length;
    } finally {
      client.off('error', lose);
      client.release(broken);
    }
  };
};
