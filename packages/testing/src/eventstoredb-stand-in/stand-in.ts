import type { StandInLog } from './stand-in-log.ts';

export type EventStoreDbStandInOptions = Readonly<{
  /** What an earlier stand-in kept, to go on with after it was killed. Default: an empty log. */
  log?: StandInLog;
  /** Default: one that is free. */
  port?: number;
  /** Whether the server says that it has `BatchAppend`. Default: yes. */
  batchAppend?: boolean;
  /** Leaves the position out of the answer to a repeat, as EventStoreDB may while it is not sure of it. Default: no. */
  repeatsWithoutPosition?: boolean;
  /** Takes reads and gives nothing, not even that it ends. Default: no. */
  silentReads?: boolean;
  /** Bytes in one append. Default: 1 MiB, as EventStoreDB has it. */
  maxAppendSize?: number;
}>;

export type EventStoreDbStandIn = Readonly<{
  url: string;
  port: number;
  log: StandInLog;
  /** How often each was called. A `BatchAppend` call carries many appends, a subscription is one `read`. */
  calls: () => Readonly<{ read: number; append: number; batchAppend: number; serverFeatures: number }>;
  /** Ends every connection at once and frees the port, as when the process dies. The log stays. */
  kill: () => Promise<void>;
  /** Reads and subscriptions that the client has not ended. */
  openReads: () => number;
}>;
