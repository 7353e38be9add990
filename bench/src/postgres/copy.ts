import type { ClientBase, Submittable } from 'pg';

/** What pg's connection can do beyond its published types. */
type CopyConnection = Readonly<{
  query: (text: string) => void;
  sendCopyFromChunk: (chunk: Buffer) => void;
  endCopyFrom: () => void;
}>;

type Outcome = Readonly<{ resolve: () => void; reject: (error: Error) => void }>;

/** One COPY statement in the shape in which pg's client takes queries that are not its own. */
const copyQuery = (
  text: string,
  { resolve, reject }: Outcome,
  data: Readonly<{ give?: (connection: CopyConnection) => void; take?: (chunk: Buffer) => void }>,
) => {
  let failure: Error | undefined;
  const query = {
    // The client puts its own in this place, to end the timer of `query_timeout`.
    callback: (): void => undefined,
    submit: (connection: CopyConnection) => connection.query(text),
    handleCopyInResponse: (connection: CopyConnection) => data.give?.(connection),
    handleCopyData: ({ chunk }: Readonly<{ chunk: Buffer }>) => data.take?.(Buffer.from(chunk)),
    handleCommandComplete: () => undefined,
    handleRowDescription: () => undefined,
    handleDataRow: () => undefined,
    handleEmptyQuery: () => undefined,
    handlePortalSuspended: () => undefined,
    handleError: (error: Error) => {
      failure = error;
      query.callback();
      reject(error);
    },
    handleReadyForQuery: () => {
      query.callback();
      if (failure === undefined) resolve();
    },
  };
  return query;
};

const run = (client: ClientBase, text: string, data: Parameters<typeof copyQuery>[2]): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(copyQuery(text, { resolve, reject }, data) as unknown as Submittable);
  });

/** The rows of a query as COPY text, in the chunks in which they came. */
export const copyOut = async (client: ClientBase, select: string): Promise<readonly Buffer[]> => {
  const chunks: Buffer[] = [];
  await run(client, `copy (${select}) to stdout`, { take: (chunk) => void chunks.push(chunk) });
  return chunks;
};

/** Loads rows of COPY text into a table, as fast as Postgres takes them. */
export const copyIn = (client: ClientBase, table: string, chunks: readonly Buffer[]): Promise<void> =>
  run(client, `copy ${table} from stdin`, {
    give: (connection) => {
      for (const chunk of chunks) connection.sendCopyFromChunk(chunk);
      connection.endCopyFrom();
    },
  });

/** The same rows in fewer messages of about 64 kB: one message per row would measure the messages. */
export const inLargeChunks = (chunks: readonly Buffer[], bytes = 65_536): readonly Buffer[] => {
  const large: Buffer[] = [];
  let open: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    open.push(chunk);
    size += chunk.length;
    if (size < bytes) continue;
    large.push(Buffer.concat(open));
    open = [];
    size = 0;
  }
  return open.length === 0 ? large : [...large, Buffer.concat(open)];
};
