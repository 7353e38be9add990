import type { Api } from '../demo/api-client.ts';
import type { SandboxControl } from './sandbox-control.ts';

/** A seeded system on a sandbox of its own, whatever it runs on: what the suites of the whole system ask of it. */
export type SystemUnderTest = Readonly<{
  /** As an admin of the demo organisation. */
  api: Api;
  apiUrl: string;
  token: string;
  sandbox: SandboxControl;
  /** As the owner of the database with the read tables. */
  databaseUrl: string;
  /** The variables of its services, with which a command finds the system too. */
  env: Readonly<Record<string, string>>;
  /** Every process dies by `kill -9`, and all are started again; Postgres, Kafka and the log's server stay. */
  powerCut: () => Promise<void>;
  /** Ends every process as an operator would; gives the exit codes. */
  terminate: () => Promise<readonly (readonly [process: string, code: number | null])[]>;
  /** Terminates what is left, and stops what it stands on. */
  stop: () => Promise<void>;
}>;
