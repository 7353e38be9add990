import { join } from 'node:path';
import type { StreamName } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import { startChild } from '../child.ts';
import { armTimers, deferOperations } from './deferred-operations.ts';
import { hearFirings } from './firings.ts';

export type Load = Readonly<{
  count: number;
  /** From the first to the last due time; 0 when all are due at one instant. */
  overMs: number;
}>;

export type Firing = Readonly<{ latenessMs: readonly number[]; perSecond: number }>;

type Ground = Readonly<{ databaseUrl: string; store: EventStore; pool: Pool }>;

const serviceProcess = join(import.meta.dirname, 'service-process.ts');
/** Timers are kept well before they are due, so that keeping them does not disturb their firing. */
const leadMs = 2_000;
/** So much longer than planned, and something is wrong. */
const graceMs = 60_000;

/** Lets timer services, each a process of its own, fire new timers. Throws unless each is fired once. */
export const fireWith = async (
  { databaseUrl, store, pool }: Ground,
  services: number,
  { count, overMs }: Load,
): Promise<Firing> => {
  const deferred = await deferOperations(store, count);
  const start = () => startChild({ args: [serviceProcess], env: { DATABASE_URL: databaseUrl }, ready: /ready/ });
  const running = await Promise.all(Array.from({ length: services }, start));
  try {
    const fromMs = Date.now() + leadMs;
    const dueAt = deferred.map((_, index) => new Date(fromMs + Math.floor((index * overMs) / count)));
    const heard = await hearFirings(store, count, leadMs + overMs + graceMs);
    await armTimers(pool, deferred, dueAt);
    await pool.query('analyze orchestrator.timers');
    if (Date.now() >= fromMs) throw new Error(`Keeping ${count} timers took longer than ${leadMs} ms`);
    const fired = await heard();
    if (new Set(fired.map(({ stream }) => stream)).size !== count) throw new Error('A timer was fired twice');
    const dueOf = new Map<StreamName, number>(deferred.map(({ stream }, index) => [stream, Number(dueAt[index])]));
    const latenessMs = fired.map(({ stream, at }) => at.getTime() - (dueOf.get(stream) ?? Number.NaN));
    const lastMs = Math.max(...fired.map(({ at }) => at.getTime()));
    return { latenessMs, perSecond: (count * 1_000) / (lastMs - fromMs) };
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
  }
};
