import { logPool } from '@campaigns/event-sourcing';
import express, { type RequestHandler } from 'express';
import { escapeLiteral, type PoolClient, type QueryResult } from 'pg';
import { readServed } from './served.ts';

// What Express and pg can do at best with the same query: no authentication, no validation, no log, no limits.

const { readUrl, connections, query } = readServed(process.env);
const pool = logPool({ url: readUrl, applicationName: 'bench-bare', max: connections });
type Row = Readonly<{ text: string; revision: string }>;
type ReadRow = (client: PoolClient, org: string, id: string) => Promise<Row | undefined>;

const prepared = new WeakSet<PoolClient>();

/** The tenant transaction in one message, as the gateway sends it. */
const inOneMessage: ReadRow = async (client, org, id) => {
  const prepare = prepared.has(client) ? '' : `prepare orchestration as ${query};`;
  prepared.add(client);
  const setOrg = `select set_config('app.current_org_id', ${escapeLiteral(org)}, true)`;
  const results: unknown = await client.query(`${prepare} ${setOrg}; execute orchestration(${escapeLiteral(id)})`);
  return (results as readonly QueryResult<Row>[]).at(-1)?.rows[0];
};

/** The same transaction as one writes it first: begin, set, read, commit, each with its round trip. */
const inFourMessages: ReadRow = async (client, org, id) => {
  await client.query('begin read only');
  await client.query(`select set_config('app.current_org_id', $1, true)`, [org]);
  const { rows } = await client.query<Row>({ name: 'orchestration-bare', text: query, values: [id] });
  await client.query('commit');
  return rows[0];
};

const answerWith =
  (read: ReadRow): RequestHandler =>
  async (request, response) => {
    const client = await pool.connect();
    try {
      const row = await read(client, String(request.get('org')), String(request.params['id']));
      if (row === undefined) response.sendStatus(404);
      else response.set('ETag', `"${row.revision}"`).type('json').send(row.text);
    } finally {
      client.release();
    }
  };

const server = express()
  .disable('x-powered-by')
  .disable('etag')
  .get('/one/:id', answerWith(inOneMessage))
  .get('/four/:id', answerWith(inFourMessages))
  .listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`ready http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
  });
