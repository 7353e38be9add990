import { once } from 'node:events';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { streamDeleted, streamIdentifier, textOf } from './messages.ts';
import type { StandInEvent, StandInLog } from './stand-in-log.ts';

type Call = ServerWritableStream<ReadReq, ReadResp>;

const ticksPerMs = 10_000n;

const eventMessage = (event: StandInEvent) => {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(streamIdentifier(event.stream))
    .setStreamRevision(`${event.revision}`)
    .setCommitPosition(`${event.position}`)
    .setPreparePosition(`${event.position}`)
    .setData(Buffer.from(event.data).toString('base64'))
    .setCustomMetadata(Buffer.from(event.metadata).toString('base64'));
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', `${BigInt(event.createdAt.getTime()) * ticksPerMs}`);
  return new streams.ReadResp().setEvent(
    new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(`${event.position}`),
  );
};

/** Writes with backpressure: a slow client makes the server wait, not fill its memory. */
const write = async (call: Call, message: ReadResp, signal: AbortSignal): Promise<void> => {
  if (!call.write(message)) await once(call, 'drain', { signal });
};

const matcher = (options: ReadReq.Options): ((event: StandInEvent) => boolean) => {
  const filter = options.getFilter();
  const byStream = filter?.getStreamIdentifier();
  const expression = byStream ?? filter?.getEventType();
  if (expression === undefined) return () => true;
  const regex = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex());
  const prefixes = expression.getPrefixList();
  return (event) => {
    const name = byStream === undefined ? event.type : event.stream;
    return regex === undefined ? prefixes.some((prefix) => name.startsWith(prefix)) : regex.test(name);
  };
};

/** Events from a revision on, that one included; backwards from it down. */
const selectFromStream = (events: readonly StandInEvent[], options: ReadReq.Options): readonly StandInEvent[] => {
  const from = options.getStream() as ReadReq.Options.StreamOptions;
  if (options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS) {
    if (from.hasEnd()) return [];
    return from.hasStart() ? events : events.filter(({ revision }) => revision >= BigInt(from.getRevision()));
  }
  if (from.hasStart()) return events.slice(0, 1);
  const down = from.hasEnd() ? events : events.filter(({ revision }) => revision <= BigInt(from.getRevision()));
  return down.toReversed();
};

/** Forwards the event at a position is included, backwards it is not: positions stand before the record. */
const selectFromAll = (events: readonly StandInEvent[], options: ReadReq.Options): readonly StandInEvent[] => {
  const from = options.getAll() as ReadReq.Options.AllOptions;
  const position = BigInt(from.getPosition()?.getCommitPosition() ?? '0');
  if (options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS) {
    return from.hasEnd() ? [] : events.filter((event) => event.position >= position);
  }
  const before = from.hasEnd() ? events : events.filter((event) => event.position < position);
  return before.toReversed();
};

const readStream = async (log: StandInLog, call: Call, signal: AbortSignal): Promise<void> => {
  const options = call.request.getOptions() as ReadReq.Options;
  const stream = textOf(options.getStream()?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
  const events = log.read(stream);
  if (events === 'deleted') throw streamDeleted(stream);
  if (events === 'not-found') {
    const notFound = new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream));
    return write(call, new streams.ReadResp().setStreamNotFound(notFound), signal);
  }
  const wanted = selectFromStream(events, options).slice(0, Number(options.getCount()));
  for (const event of wanted) await write(call, eventMessage(event), signal);
};

const readAll = async (log: StandInLog, call: Call, signal: AbortSignal): Promise<void> => {
  const options = call.request.getOptions() as ReadReq.Options;
  const wanted = selectFromAll(log.all(), options).filter(matcher(options)).slice(0, Number(options.getCount()));
  for (const event of wanted) await write(call, eventMessage(event), signal);
};

const appended = (log: StandInLog, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = log.onAppended(done);
    signal.addEventListener('abort', done, { once: true });
  });

/** Past, then present, until the client goes. Between events that do not match it says how far it has looked. */
const subscribeToAll = async (log: StandInLog, call: Call, signal: AbortSignal): Promise<void> => {
  const options = call.request.getOptions() as ReadReq.Options;
  const from = options.getAll() as ReadReq.Options.AllOptions;
  const matches = matcher(options);
  const filter = options.getFilter();
  const checkpointEvery = (filter?.getMax() || 32) * (filter?.getCheckpointintervalmultiplier() || 1);
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('stand-in');
  await write(call, new streams.ReadResp().setConfirmation(confirmation), signal);
  const start = from.getPosition()?.getCommitPosition();
  const isBehind = (event: StandInEvent): boolean => start === undefined || event.position > BigInt(start);
  let next = from.hasEnd() ? log.all().length : log.all().findIndex(isBehind);
  if (next < 0) next = log.all().length;
  let looked = 0;
  let live = false;
  while (!signal.aborted) {
    const event = log.all()[next];
    if (event === undefined) {
      if (live) await appended(log, signal);
      else await write(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()), signal);
      live = true;
      continue;
    }
    next += 1;
    looked += 1;
    if (matches(event)) await write(call, eventMessage(event), signal);
    if (filter === undefined || looked % checkpointEvery !== 0) continue;
    const checkpoint = new streams.ReadResp.Checkpoint()
      .setCommitPosition(`${event.position}`)
      .setPreparePosition(`${event.position}`);
    await write(call, new streams.ReadResp().setCheckpoint(checkpoint), signal);
  }
};

const kindOf = (options: ReadReq.Options | undefined) => {
  if (options?.hasSubscription() === true) {
    if (!options.hasAll()) throw new Error('The stand-in has subscriptions to the whole log only');
    return subscribeToAll;
  }
  return options?.hasAll() === true ? readAll : readStream;
};

/** Serves a read; resolves when the call has ended. */
export const readCall =
  (log: StandInLog, silent: boolean) =>
  async (call: Call): Promise<void> => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    try {
      if (silent) await once(gone.signal, 'abort');
      else await kindOf(call.request.getOptions())(log, call, gone.signal);
      call.end();
    } catch (error) {
      if (!gone.signal.aborted) call.emit('error', error);
    }
  };
