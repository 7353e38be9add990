import { randomUUID } from 'node:crypto';
import {
  connectionId,
  mappingId,
  type OperationEvent,
  operationCodec,
  operationId,
  orchestrationId,
  type StreamName,
  workflowId,
} from '@campaigns/contracts';
import { type EventStore, toAppend } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';

/** An operation that waits, as its stream's last event says. */
export type Deferred = Readonly<{ stream: StreamName; causeId: string; revision: bigint; position: bigint }>;

const atOnce = 200;

/** Not looked at by whoever fires: what counts is the timer. */
const until = '2030-01-01T00:00:00.000Z';

const eventsOf = (id: string): readonly OperationEvent[] => {
  const context = {
    ...{ operationId: operationId.parse(id), orchestrationId: orchestrationId.parse(id) },
    ...{ workflowId: workflowId.parse(id), mappingId: mappingId.parse(id), connectionId: connectionId.parse(id) },
    platform: 'google',
    adAccountId: '1234567890',
    task: { kind: 'pause-campaign', platformCampaignId: '21483647001' },
  } as const;
  const error = { class: 'rate-limit', code: '429', message: 'Too many calls' } as const;
  return [
    { type: 'OperationAttempted', data: { ...context, attempt: 1, purpose: 'call' } },
    { type: 'OperationDeferred', data: { ...context, until, reason: 'rate-limit', error, attempt: 1, looks: 0 } },
  ];
};

const defer = async (store: EventStore): Promise<Deferred> => {
  const id = randomUUID();
  const stream = `operation-${id}` as const;
  const events = toAppend(eventsOf(id), operationCodec, {
    ...{ commandId: id, orgId: '00000000-0000-4000-8000-000000000001', correlationId: id, causationId: id },
    ...{ actor: { kind: 'service', id: 'sync-worker' }, occurredAt: new Date().toISOString() },
  });
  const result = await store.append(stream, 'no-stream', events);
  if (result.outcome !== 'appended') throw new Error(`Unexpected ${result.outcome} on ${stream}`);
  const { revision, position } = result;
  return { stream, causeId: events.at(-1)?.metadata.eventId as string, revision, position };
};

/** So many new operations that wait, each in a stream of its own. */
export const deferOperations = async (store: EventStore, count: number): Promise<readonly Deferred[]> => {
  const deferred: Deferred[] = [];
  while (deferred.length < count) {
    const few = Array.from({ length: Math.min(atOnce, count - deferred.length) }, () => defer(store));
    deferred.push(...(await Promise.all(few)));
  }
  return deferred;
};

/** Keeps a timer for each, the n-th at the n-th time, and tells the timer services; as the orchestrator does, but all at once. */
export const armTimers = async (pool: Pool, deferred: readonly Deferred[], dueAt: readonly Date[]): Promise<void> => {
  await pool.query(
    `with armed as (
       insert into orchestrator.timers (timer_id, due_at, fire_at, kind, stream, payload, created_position)
       select gen_random_uuid(), due_at, due_at, 'operation-due', stream, jsonb_build_object('causeId', cause_id), position
       from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[]) as d (due_at, stream, cause_id, position)
       returning fire_at
     )
     select pg_notify('timer_armed', (extract(epoch from min(fire_at)) * 1000)::bigint::text) from armed`,
    [
      dueAt.map((due) => due.toISOString()),
      deferred.map(({ stream }) => stream),
      deferred.map(({ causeId }) => causeId),
      deferred.map(({ position }) => position.toString()),
    ],
  );
};

/** Timers that are not due before tomorrow. */
export const armForLater = async (pool: Pool, count: number): Promise<void> => {
  await pool.query(
    `insert into orchestrator.timers (timer_id, due_at, fire_at, kind, stream, payload, created_position)
     select gen_random_uuid(), due_at, due_at, 'operation-due', 'operation-' || gen_random_uuid(),
            jsonb_build_object('causeId', gen_random_uuid()), 0
     from (select now() + interval '1 day' + n * interval '1 second' as due_at from generate_series(1, $1) n) later`,
    [count],
  );
};
