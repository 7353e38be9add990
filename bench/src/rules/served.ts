import { z } from 'zod';

const served = z.object({ databaseUrl: z.string(), readUrl: z.string(), projectorUrl: z.string() }).readonly();

/** The database of a run, for its owner and for the logins that read and write the read tables. */
export type Served = z.infer<typeof served>;

export const readServed = (env: NodeJS.ProcessEnv): Served => served.parse(JSON.parse(env['SERVED'] ?? '{}'));
