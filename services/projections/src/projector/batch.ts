import type { StoredEvent } from '@campaigns/contracts';
import { counter } from '@campaigns/event-sourcing';
import type { ClientBase } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ReadSchema } from '../read-tables/read-schema.ts';
import { runStatements, StatementFailed } from '../statements/run-statements.ts';
import { type Statement, statement } from '../statements/statement.ts';
import { statementsOf } from '../statements/statements-of.ts';
import { advance } from './checkpoint.ts';
import { projectorMetrics } from './projector-metrics.ts';

const begin = statement('begin', 'begin')();
const commit = statement('commit', 'commit')();
const recordFailure = statement(
  'failed-event',
  `insert into read_meta.failed_events (name, position, event_id, type, error) values ($1, $2, $3, $4, $5)
   on conflict (name, position) do update set error = excluded.error`,
);

type Planned = Readonly<{ statement: Statement; event: StoredEvent }>;

/** Where events are applied to: which tables, and up to where they have come. */
export type Target = Readonly<{ schema: ReadSchema; position: bigint }>;

type Poisoned = Map<bigint, string>;

const failureOf = (schema: ReadSchema, event: StoredEvent, error: string): Planned => ({
  event,
  statement: recordFailure(schema, event.position, event.metadata.eventId, event.type, error),
});

const plannedFor = (schema: ReadSchema, event: StoredEvent, poisoned: Poisoned): readonly Planned[] => {
  const known = poisoned.get(event.position);
  if (known !== undefined) return [failureOf(schema, event, known)];
  try {
    return statementsOf(event).map((statement) => ({ statement, event }));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    poisoned.set(event.position, message);
    return [failureOf(schema, event, message)];
  }
};

/** Settling statements go last, those of one key as one: a hundred events about one row then write it once. */
const inRunningOrder = (planned: readonly Planned[]): readonly Planned[] => {
  const settling = new Map<string, Planned>();
  const rest: Planned[] = [];
  for (const each of planned) {
    const { settles, merge } = each.statement;
    if (settles === undefined) {
      rest.push(each);
      continue;
    }
    const earlier = settling.get(settles);
    const statement =
      earlier === undefined || merge === undefined ? each.statement : merge(earlier.statement, each.statement);
    settling.set(settles, { statement, event: each.event });
  }
  return [...rest, ...settling.values()];
};

/**
 * SQLSTATE classes of statements that fail again however often they are tried: wrong data, a broken constraint, a row
 * count that must not be, a limit of Postgres (PostgreSQL documentation, appendix A).
 */
const isPoison = (error: unknown): error is StatementFailed =>
  error instanceof StatementFailed && /^(21|22|23|44|54)/.test(error.cause.code ?? '');

const applyTogether = async (
  client: ClientBase,
  { schema, position }: Target,
  events: readonly StoredEvent[],
  poisoned: Poisoned,
): Promise<bigint> => {
  const last = events.at(-1)?.position ?? position;
  const planned = inRunningOrder(events.flatMap((event) => plannedFor(schema, event, poisoned)));
  try {
    await runStatements(client, [
      ...[begin, ...planned.map(({ statement }) => statement)],
      ...[advance(schema, position, last), commit],
    ]);
    return last;
  } catch (error) {
    if (error instanceof StatementFailed) await client.query('rollback');
    throw error;
  }
};

/** Applies all of them, or, when one is refused, each half by itself, down to the one that is at fault. */
const applyInParts = async (
  client: ClientBase,
  target: Target,
  events: readonly StoredEvent[],
  poisoned: Poisoned,
): Promise<bigint> => {
  try {
    return await applyTogether(client, target, events, poisoned);
  } catch (error) {
    const [first] = events;
    if (!isPoison(error) || first === undefined) throw error;
    if (events.length > 1) {
      const half = Math.ceil(events.length / 2);
      const position = await applyInParts(client, target, events.slice(0, half), poisoned);
      return applyInParts(client, { ...target, position }, events.slice(half), poisoned);
    }
    if (poisoned.has(first.position)) throw error;
    poisoned.set(first.position, `${error.cause.code}: ${error.message}`);
    return applyTogether(client, target, events, poisoned);
  }
};

/**
 * Applies events and moves the checkpoint, in one transaction and one round trip; in several when Postgres refuses the rows
 * of an event. Such an event, and one that cannot be decoded, is recorded in `read_meta.failed_events` and left out; what
 * the tables show already is passed over. Returns the new position. Throws what says nothing about an event: a lost
 * connection, missing rights, an overtaken checkpoint.
 */
export const applyBatch = async (
  client: ClientBase,
  target: Target,
  events: readonly StoredEvent[],
  logger: Logger,
): Promise<bigint> => {
  const poisoned: Poisoned = new Map();
  const fresh = events.filter(({ position }) => position > target.position);
  if (fresh.length === 0) return target.position;
  const reached = await applyInParts(client, target, fresh, poisoned);
  for (const { position, type, metadata } of fresh) {
    const error = poisoned.get(position);
    if (error === undefined) continue;
    const { eventId } = metadata;
    logger.error({ position: String(position), eventId, type, reason: error }, 'event left out of the read tables');
    counter('projections', projectorMetrics.leftOut).add(1);
  }
  return reached;
};
