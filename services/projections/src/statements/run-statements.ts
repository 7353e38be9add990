import type { ClientBase, Connection, DatabaseError } from 'pg';
import type { SqlValue, Statement } from './statement.ts';

/** A statement failed: the ones before it had run, none behind it did. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  /** Place of the failed statement in what was sent. */
  readonly index: number;
  override readonly cause: DatabaseError;

  constructor(index: number, cause: DatabaseError) {
    super(cause.message, { cause });
    this.index = index;
    this.cause = cause;
  }
}

const asText = (value: SqlValue): string | null => (value === null ? null : String(value));

/** The names of the statements that a connection has parsed. */
const preparedOn = new WeakMap<ClientBase, Set<string>>();

const preparedBy = (client: ClientBase): Set<string> => {
  const known = preparedOn.get(client) ?? new Set();
  preparedOn.set(client, known);
  return known;
};

type Settle = (error?: Error) => void;

/** What `pg` calls while the answers come in. */
const pipeline = (statements: readonly Statement[], prepared: Set<string>, settle: Settle) => {
  const firstUse = new Map<string, number>();
  let completed = 0;
  const count = (): void => {
    completed += 1;
  };

  const parse = (connection: Connection, { name, text }: Statement, index: number): void => {
    // After an error nobody knows whether a text was parsed; closing an unknown name does nothing.
    connection.close({ type: 'S', name }, true);
    connection.parse({ name, text, types: [] }, true);
    prepared.add(name);
    firstUse.set(name, index);
  };
  const forgetFrom = (index: number): void => {
    for (const [name, first] of firstUse) if (first >= index) prepared.delete(name);
  };

  const query = {
    /** `pg` puts its own around it when the pool has a time limit for queries: calling this one ends that limit. */
    callback: settle,
    submit: (connection: Connection): void => {
      connection.stream.cork();
      for (const [index, statement] of statements.entries()) {
        if (!prepared.has(statement.name)) parse(connection, statement, index);
        connection.bind({ statement: statement.name, values: statement.values.map(asText) }, true);
        connection.execute(null, true);
      }
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription: (): void => {},
    handleDataRow: (): void => {},
    handlePortalSuspended: (): void => {},
    handleCommandComplete: count,
    handleEmptyQuery: count,
    handleError: (error: Error): void => {
      forgetFrom(completed);
      query.callback('severity' in error ? new StatementFailed(completed, error as DatabaseError) : error);
    },
    handleReadyForQuery: (): void => query.callback(),
  };
  return query;
};

/**
 * Runs statements in order with one round trip for all. Each text is parsed once per connection; what a statement returns
 * is not kept. Throws `StatementFailed` with the place of the first one that fails, or the error of a lost connection or
 * of a time limit that the pool has.
 */
export const runStatements = (client: ClientBase, statements: readonly Statement[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle: Settle = (error) => (error === undefined ? resolve() : reject(error));
    client.query(pipeline(statements, preparedBy(client), settle));
  });
