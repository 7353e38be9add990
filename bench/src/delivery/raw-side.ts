import { randomUUID } from 'node:crypto';
import type { Setting } from '../benchmark.ts';
import { type OpenLoad, openLoop } from '../measure/open-loop.ts';
import type { Database } from '../postgres/database.ts';
import { insertRawAndNotify } from '../postgres/raw-log.ts';
import { sampleEvent } from '../postgres/sample-event.ts';
import { arrivals } from './arrivals.ts';

/** Milliseconds from the moment an insert was due until a bare listening connection has heard of it. */
export const rawSide = async (
  database: Database,
  load: OpenLoad,
  track: Setting['track'],
): Promise<() => Promise<readonly number[]>> => {
  const pool = database.poolOf(8);
  const listener = track('listener', await database.poolOf(1).connect(), (client) => client.release(true));
  const heard = arrivals();
  listener.on('notification', ({ payload }) => heard.arrived(payload ?? ''));
  await listener.query('listen raw');
  return async () => {
    const latencies: number[] = [];
    await openLoop(load, async (dueAt) => {
      const event = sampleEvent();
      const at = heard.expect(event.metadata.eventId);
      await insertRawAndNotify(pool, `operation-${randomUUID()}`, event);
      latencies.push((await at) - dueAt);
    });
    return latencies;
  };
};
