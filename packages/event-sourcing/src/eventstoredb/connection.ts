import type { EventStoreDBClient } from '@eventstore/db-client';

type Sdk = typeof import('@eventstore/db-client');

export type Session = Readonly<{ client: EventStoreDBClient; sdk: Sdk }>;

export type Connection = Readonly<{
  /** Opened with the first use. The client connects by itself, again and again, as calls need it. */
  session: () => Promise<Session>;
  close: () => Promise<void>;
}>;

export type ConnectionOptions = Readonly<{ url: string; batchAppend?: boolean | undefined }>;

const open = async ({ url, batchAppend = false }: ConnectionOptions): Promise<Session> => {
  // Loaded when needed: a process whose log is Postgres does without a gRPC client.
  const sdk = await import('@eventstore/db-client');
  const client = sdk.EventStoreDBClient.connectionString(url);
  // The answers that all BatchAppend calls of a process wait for stand in one table of the client, which an error on any of
  // them empties; an answer that comes later throws where nobody can catch it. With Append every call stands for itself,
  // has a deadline, and the client need not ask for the server's features first, which has none.
  if (!batchAppend) client['supports'] = async () => false;
  return { client, sdk };
};

export const connection = (options: ConnectionOptions): Connection => {
  let opened: Promise<Session> | undefined;
  return {
    session: () => {
      opened ??= open(options);
      return opened;
    },
    close: async () => {
      if (opened === undefined) return;
      const { client } = await opened;
      await client.dispose();
      // `dispose` ends the calls only; the channel would keep its sockets.
      (await client['getChannel']()).close();
    },
  };
};
