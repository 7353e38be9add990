/** What a server under measurement is given, as JSON in the variable SERVED. */
export type Served = Readonly<{
  databaseUrl: string;
  /** As the login that row-level security applies to. */
  readUrl: string;
  /** How many connections it may read with. */
  connections: number;
  /** The gateway's own statement, for the bare route. */
  query: string;
}>;

export const readServed = (env: NodeJS.ProcessEnv): Served => JSON.parse(env['SERVED'] ?? '') as Served;
