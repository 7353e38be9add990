import type { AppendToStreamOptions } from '@eventstore/db-client';
import { checkAppendSize } from '../append-size.ts';
import type { AppendResult, ExpectedRevision } from '../event-store.ts';
import type { Connection } from './connection.ts';
import type { Reading } from './reading.ts';
import { persistently, within } from './unavailable.ts';

export type Proposed = Readonly<{ id: string; type: string; data: unknown; metadata?: unknown }>;

type Options = Readonly<{ connection: Connection; deadlineMs: number; reading: Reading }>;

type WrongVersion = Readonly<{ type: 'wrong-expected-version'; actualVersion: bigint | string }>;

const isWrongVersion = (error: unknown): error is WrongVersion =>
  (error as Readonly<{ type?: unknown }> | null)?.type === 'wrong-expected-version';

const toProposal = ({ id, type, data, metadata }: Proposed) =>
  ({ id, type, contentType: 'application/json', data, metadata }) as const;

/** Appends to any stream. Repeated after a lost answer, which the event ids make harmless. */
export const writing = ({ connection, deadlineMs, reading }: Options) => {
  const revisionOf = async (stream: string): Promise<ExpectedRevision> =>
    (await reading.lastOf(stream))?.revision ?? 'no-stream';

  const positionOf = async (stream: string, revision: bigint): Promise<bigint> => {
    const [event] = await reading.readStream(stream, revision, 1);
    if (event?.revision !== revision || event.position === undefined) {
      throw new Error(`EventStoreDB does not tell the position of ${stream} at revision ${revision}`);
    }
    return event.position.commit;
  };

  const send = async (stream: string, expected: ExpectedRevision, events: readonly Proposed[], leftMs: number) => {
    const { client, sdk } = await connection.session();
    const options: AppendToStreamOptions = {
      expectedRevision: expected === 'no-stream' ? sdk.NO_STREAM : expected,
      deadline: leftMs,
    };
    return client.appendToStream(stream, events.map(toProposal) as never, options);
  };

  const write = async (
    stream: string,
    expected: ExpectedRevision,
    events: readonly Proposed[],
  ): Promise<AppendResult> => {
    // Also says which events cannot be written as JSON, which the client itself would find out too late to tell.
    checkAppendSize(
      stream,
      events.map(({ data, metadata }) => JSON.stringify([data, metadata])),
    );
    try {
      const result = await persistently(deadlineMs, (leftMs) => within(leftMs, send(stream, expected, events, leftMs)));
      // A url with throwOnAppendFailure=false has conflicts as results, whose revision is wrong after a BatchAppend.
      if (!result.success) return { outcome: 'conflict', actual: await revisionOf(stream) };
      const revision = result.nextExpectedRevision;
      const position = result.position?.commit ?? -1n;
      // A repeat that the server is not sure of yet has none, which arrives as nothing or as the greatest number.
      const known = position >= 0n && position < 2n ** 63n;
      return { outcome: 'appended', revision, position: known ? position : await positionOf(stream, revision) };
    } catch (error) {
      if (!isWrongVersion(error)) throw error;
      const actual = error.actualVersion;
      return { outcome: 'conflict', actual: typeof actual === 'bigint' && actual >= 0n ? actual : 'no-stream' };
    }
  };

  return { write };
};

export type Writing = ReturnType<typeof writing>;
