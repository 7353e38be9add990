import {
  escapeIdentifier,
  escapeLiteral,
  type Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';

/** Runs one query that sees the rows of one organisation, by row-level security. */
export type Read = <Row extends QueryResultRow>(orgId: string, query: QueryConfig) => Promise<readonly Row[]>;

/** A query with a name and texts for values: it is prepared once per connection. */
type Prepared = Readonly<{ name: string; text: string; values: readonly string[] }>;

const isPrepared = (query: QueryConfig): query is QueryConfig & Prepared =>
  query.name !== undefined && (query.values ?? []).every((value) => typeof value === 'string');

/**
 * The statements of one message are one transaction, so a setting that is local to it lasts for the query and no
 * longer: the connection carries nothing over to the next request.
 */
const inOneMessage = (orgId: string, query: Prepared, isKnown: boolean): string => {
  const name = escapeIdentifier(query.name);
  const prepare = isKnown ? '' : `prepare ${name} as ${query.text}; `;
  const values = query.values.map(escapeLiteral).join(', ');
  const call = values === '' ? name : `${name}(${values})`;
  return `${prepare}select set_config('app.current_org_id', ${escapeLiteral(orgId)}, true); execute ${call}`;
};

const inTransaction = async <Row extends QueryResultRow>(
  client: PoolClient,
  orgId: string,
  query: QueryConfig,
): Promise<readonly Row[]> => {
  const [, { rows }] = await Promise.all([
    client.query(`begin read only; select set_config('app.current_org_id', ${escapeLiteral(orgId)}, true)`),
    client.query<Row>(query),
    client.query('commit'),
  ]);
  return rows;
};

/** By name, of each connection, whoever prepared them there: a pool may outlive a reader. */
const preparedBy = new WeakMap<PoolClient, Map<string, string>>();

/**
 * Reads with one round trip for prepared queries; others hand over all their statements at once, which takes one
 * round trip with `pipeline: true` on the pool.
 */
export const tenantReader = (pool: Pool): Read => {
  const execute = async <Row extends QueryResultRow>(
    client: PoolClient,
    orgId: string,
    query: Prepared,
  ): Promise<readonly Row[]> => {
    const known = preparedBy.get(client) ?? new Map<string, string>();
    const isKnown = known.get(query.name) === query.text;
    const results: unknown = await client.query(inOneMessage(orgId, query, isKnown));
    preparedBy.set(client, known.set(query.name, query.text));
    return (results as readonly QueryResult<Row>[]).at(-1)?.rows ?? [];
  };

  return async <Row extends QueryResultRow>(orgId: string, query: QueryConfig) => {
    const client = await pool.connect();
    try {
      const rows = isPrepared(query)
        ? await execute<Row>(client, orgId, query)
        : await inTransaction<Row>(client, orgId, query);
      client.release();
      return rows;
    } catch (error) {
      // Whatever state the connection is in, nobody gets it again.
      client.release(true);
      throw error;
    }
  };
};
