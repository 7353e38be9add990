import { randomUUID } from 'node:crypto';

/** Revision that a caller expects of a stream; -1 for a stream that must not be there. */
export type Expected = bigint | 'any';

export type ProposedEvent = Readonly<{
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
}>;

export type StandInEvent = ProposedEvent &
  Readonly<{
    stream: string;
    revision: bigint;
    /** Commit and prepare position, which are the same for what is written over gRPC. */
    position: bigint;
    createdAt: Date;
  }>;

export type AppendOutcome =
  | Readonly<{ outcome: 'appended'; revision: bigint; position: bigint; repeated: boolean }>
  | Readonly<{ outcome: 'wrong-expected-version'; current: bigint | 'no-stream' }>
  | Readonly<{ outcome: 'stream-deleted' }>;

type Stream = {
  readonly events: StandInEvent[];
  /** Events before this revision are not read any more; `undefined` when none is cut off. */
  truncatedBefore: bigint | undefined;
  softDeleted: boolean;
  tombstoned: boolean;
};

/** The memory of the stand-in; outlives the server, as a disk does. */
export type StandInLog = Readonly<{
  append: (stream: string, expected: Expected, events: readonly ProposedEvent[]) => AppendOutcome;
  /** What reading a stream gives: its events, or that it is not there. */
  read: (stream: string) => readonly StandInEvent[] | 'not-found' | 'deleted';
  /** Every event, system events too, in the order of positions. */
  all: () => readonly StandInEvent[];
  /** Deletes a stream so that it can begin again (`soft`), or for ever. */
  remove: (stream: string, how: 'soft' | 'tombstone') => bigint;
  /** Calls back after each append, until the function it gives is called. */
  onAppended: (listener: () => void) => () => void;
}>;

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const json = (type: string, data: unknown): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: bytes(data),
  metadata: new Uint8Array(),
});

export const standInLog = (): StandInLog => {
  const log: StandInEvent[] = [];
  const streams = new Map<string, Stream>();
  const listeners = new Set<() => void>();
  let end = 0n;

  const streamOf = (name: string): Stream => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const stream = { events: [], truncatedBefore: undefined, softDeleted: false, tombstoned: false };
    streams.set(name, stream);
    return stream;
  };

  const write = (name: string, events: readonly ProposedEvent[]): StandInEvent => {
    const stream = streamOf(name);
    const createdAt = new Date();
    const stored = events.map((event, index): StandInEvent => {
      const position = end;
      // A record is as long as what it holds: positions grow and have gaps.
      end += BigInt(120 + event.data.length + event.metadata.length);
      return { ...event, stream: name, revision: BigInt(stream.events.length + index), position, createdAt };
    });
    for (const event of stored) {
      stream.events.push(event);
      log.push(event);
    }
    for (const listener of [...listeners]) listener();
    return stored.at(-1) as StandInEvent;
  };

  const currentOf = (stream: Stream): bigint => BigInt(stream.events.length - 1);

  /** The last event of an append that took effect before: the same ids, one after the other, behind the expected place. */
  const repetition = (stream: Stream, expected: bigint, events: readonly ProposedEvent[]): StandInEvent | undefined => {
    const from = Number(expected) + 1;
    const before = stream.events.slice(from, from + events.length);
    return events.every(({ id }, index) => before[index]?.id === id) ? before.at(-1) : undefined;
  };

  /** `undefined` when the stream stands where the caller expects it. */
  const objection = (
    stream: Stream,
    expected: Expected,
    events: readonly ProposedEvent[],
  ): AppendOutcome | undefined => {
    const current = currentOf(stream);
    if (expected === 'any' || expected === current) return undefined;
    const before = expected < current ? repetition(stream, expected, events) : undefined;
    if (before !== undefined) {
      return { outcome: 'appended', revision: before.revision, position: before.position, repeated: true };
    }
    if (expected < 0n && stream.softDeleted) return undefined;
    return { outcome: 'wrong-expected-version', current: current < 0n ? 'no-stream' : current };
  };

  const append: StandInLog['append'] = (name, expected, events) => {
    const stream = streamOf(name);
    if (stream.tombstoned) return { outcome: 'stream-deleted' };
    const objected = objection(stream, expected, events);
    if (objected !== undefined) return objected;
    if (stream.softDeleted) {
      stream.softDeleted = false;
      stream.truncatedBefore = currentOf(stream) + 1n;
    }
    const { revision, position } = write(name, events);
    return { outcome: 'appended', revision, position, repeated: false };
  };

  // A real server writes these by itself before anybody else writes anything.
  write('$users', [json('$UserCreated', { loginName: 'admin' })]);
  write('$$$stats-0.0.0.0:2113', [json('$metadata', { $maxAge: 86_400 })]);

  return {
    append,
    read: (name) => {
      const stream = streams.get(name);
      if (stream === undefined || stream.events.length === 0) return 'not-found';
      if (stream.tombstoned) return 'deleted';
      if (stream.softDeleted) return 'not-found';
      const from = stream.truncatedBefore ?? 0n;
      return stream.events.filter(({ revision }) => revision >= from);
    },
    all: () => log,
    remove: (name, how) => {
      const stream = streamOf(name);
      if (how === 'tombstone') {
        stream.tombstoned = true;
        return write(name, [json('$streamDeleted', {})]).position;
      }
      stream.softDeleted = true;
      return write(`$$${name}`, [json('$metadata', { $tb: 9_223_372_036_854_775_807n.toString() })]).position;
    },
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
