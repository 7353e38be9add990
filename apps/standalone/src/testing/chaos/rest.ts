import type { StoredEvent } from '@campaigns/contracts';
import { type EventStore, fromMessage, type ReadRecord, readTopics } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import type pg from 'pg';
import type { Battlefield } from './battlefield.ts';
import { topics, withAdmin } from './cluster.ts';
import { readers } from './consumer-groups.ts';

export type Rest = Readonly<{
  log: readonly StoredEvent[];
  records: readonly ReadRecord[];
  restless: readonly string[];
}>;

const limitMs = 60_000;
const wholeLog = 10_000_000;

const checkpoint = async (pool: pg.Pool): Promise<bigint> => {
  const { rows } = await pool.query<{ position: string }>(
    `select position from read_meta.checkpoints where name = 'read'`,
  );
  return BigInt(rows[0]?.position ?? -1);
};

const positionsIn = (records: readonly ReadRecord[]): ReadonlySet<bigint> =>
  new Set(
    records.flatMap(({ record }) => {
      const read = fromMessage(record);
      return read.outcome === 'event' ? [read.event.position] : [];
    }),
  );

/** Groups that have not handled every record yet. */
const behind = async ({ groups }: Battlefield, namespace: string, records: readonly ReadRecord[]) => {
  const late: string[] = [];
  for (const { group, topic } of readers) {
    const positions = await groups.positions(group, topic);
    const of = records.filter((record) => record.topic === `${namespace}${topic}`);
    const unread = of.filter(({ partition, offset }) => offset >= (positions.get(partition) ?? 0n));
    if (unread.length > 0) late.push(`the group ${group} has not handled ${unread.length} records of ${topic}`);
  }
  return late;
};

/**
 * Waits until the log is published, handled by every group and shown, so that nothing is on its way any more; what is
 * not after a minute is named.
 */
export const comeToRest = async (field: Battlefield, store: EventStore, pool: pg.Pool): Promise<Rest> => {
  const namespace = field.system.env['KAFKA_NAMESPACE'] ?? '';
  const names = topics.map(({ name }) => `${namespace}${name}`);
  const look = async (): Promise<Rest> => {
    const log = await store.readAll('start', wholeLog);
    const head = log.at(-1)?.position ?? -1n;
    const records = await withAdmin(field.kafka, (admin) =>
      readTopics({ kafka: field.kafka, admin, topics: names, reader: `${namespace}chaos` }),
    );
    const published = positionsIn(records);
    const unpublished = log.filter(({ position }) => !published.has(position));
    const shown = await checkpoint(pool);
    const restless = [
      ...(unpublished.length > 0 ? [`${unpublished.length} events are not published`] : []),
      ...(shown < head ? [`shown up to ${shown} of ${head}`] : []),
      ...(await behind(field, namespace, records)),
    ];
    return { log, records, restless };
  };
  let last = await look();
  const calm = async (): Promise<void> => {
    last = await look();
    if (last.restless.length > 0) throw new Error(last.restless.join(', '));
  };
  // What it still waits for then is part of the answer.
  await eventually(calm, { timeoutMs: limitMs, everyMs: 500 }).catch(() => undefined);
  return last;
};
