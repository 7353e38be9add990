import type { StoredEvent } from '@campaigns/contracts';
import type { ClientBase } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ReadSchema } from '../read-tables/read-schema.ts';
import { runStatements, StatementFailed } from '../statements/run-statements.ts';
import { type Statement, statement } from '../statements/statement.ts';
import { statementsOf } from '../statements/statements-of.ts';
import { advance } from './checkpoint.ts';

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

/** Settling statements go last, each key once: their outcome depends on the rows alone. */
const inRunningOrder = (planned: readonly Planned[]): readonly Planned[] => {
  const settling = new Map<string, Planned>();
  const rest: Planned[] = [];
  for (const each of planned) {
    if (each.statement.settles === undefined) rest.push(each);
    else settling.set(each.statement.settles, each);
  }
  return [...rest, ...settling.values()];
};

/**
 * SQLSTATE classes of statements that fail again however often they are tried: wrong data, a broken constraint, a row
 * count that must not be (PostgreSQL documentation, appendix A).
 */
const isPoison = (error: unknown): error is StatementFailed =>
  error instanceof StatementFailed && /^(21|22|23|44)/.test(error.cause.code ?? '');

const apply = async (
  client: ClientBase,
  { schema, position }: Target,
  events: readonly StoredEvent[],
  last: bigint,
  poisoned: Poisoned,
): Promise<void> => {
  const planned = inRunningOrder(events.flatMap((event) => plannedFor(schema, event, poisoned)));
  const statements = [begin, ...planned.map(({ statement }) => statement), advance(schema, position, last), commit];
  try {
    await runStatements(client, statements);
  } catch (error) {
    if (error instanceof StatementFailed) await client.query('rollback');
    const culprit = isPoison(error) ? planned[error.index - 1]?.event : undefined;
    if (!isPoison(error) || culprit === undefined || poisoned.has(culprit.position)) throw error;
    poisoned.set(culprit.position, `${error.cause.code}: ${error.message}`);
    await apply(client, { schema, position }, events, last, poisoned);
  }
};

/**
 * Applies events and moves the checkpoint, in one transaction and one round trip. An event that cannot be decoded or whose
 * rows Postgres refuses is recorded in `read_meta.failed_events` and left out. Returns the new position. Throws what says
 * nothing about an event: a lost connection, missing rights, an overtaken checkpoint.
 */
export const applyBatch = async (
  client: ClientBase,
  target: Target,
  events: readonly StoredEvent[],
  logger: Logger,
): Promise<bigint> => {
  const last = events.at(-1)?.position ?? target.position;
  const poisoned: Poisoned = new Map();
  await apply(client, target, events, last, poisoned);
  for (const { position, type, metadata } of events) {
    const error = poisoned.get(position);
    if (error === undefined) continue;
    const { eventId } = metadata;
    logger.error({ position: String(position), eventId, type, reason: error }, 'event left out of the read tables');
  }
  return last;
};
