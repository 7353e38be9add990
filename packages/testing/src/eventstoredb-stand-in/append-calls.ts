import { setImmediate } from 'node:timers/promises';
import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js';
import {
  expectedOf,
  idOf,
  proposedEvent,
  sizeOf,
  streamDeleted,
  streamIdentifier,
  textOf,
  tooMuchAtOnce,
} from './messages.ts';
import type { AppendOutcome, ProposedEvent, StandInLog } from './stand-in-log.ts';

type Appended = Extract<AppendOutcome, { outcome: 'appended' }>;
type WrongVersion = Extract<AppendOutcome, { outcome: 'wrong-expected-version' }>;

export type AppendRules = Readonly<{ maxAppendSize: number; repeatsWithoutPosition: boolean }>;

const appendSuccess = ({ revision, position, repeated }: Appended, { repeatsWithoutPosition }: AppendRules) => {
  const success = new streams.AppendResp.Success().setCurrentRevision(`${revision}`);
  if (repeated && repeatsWithoutPosition) success.setNoPosition(new shared.Empty());
  else {
    success.setPosition(
      new streams.AppendResp.Position().setCommitPosition(`${position}`).setPreparePosition(`${position}`),
    );
  }
  return new streams.AppendResp().setSuccess(success);
};

/** The wrong version is an answer of this call, not an error. */
const appendWrongVersion = ({ current }: WrongVersion, options: AppendReq.Options) => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current === 'no-stream') wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(`${current}`);
  if (options.hasNoStream()) wrong.setExpectedNoStream(new shared.Empty());
  else if (options.hasRevision()) wrong.setExpectedRevision(options.getRevision());
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
};

const append =
  (log: StandInLog, rules: AppendRules): IStreamsServer['append'] =>
  (call, answer) => {
    let options: AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions();
      const proposed = request.getProposedMessage();
      if (proposed !== undefined) events.push(proposedEvent(proposed));
    });
    const write = (to: AppendReq.Options) => {
      if (sizeOf(events) > rules.maxAppendSize) return answer(tooMuchAtOnce(rules.maxAppendSize));
      const stream = textOf(to.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
      const result = log.append(stream, expectedOf(to, to.getRevision()), events);
      if (result.outcome === 'stream-deleted') return answer(streamDeleted(stream));
      answer(null, result.outcome === 'appended' ? appendSuccess(result, rules) : appendWrongVersion(result, to));
    };
    call.on('end', async () => {
      // A client that breaks off or dies ends its stream too, and only then is the call known as cancelled.
      await setImmediate();
      if (call.cancelled) return;
      if (options === undefined) throw new Error('An append begins with its options');
      write(options);
    });
  };

const packed = (name: string, message: Readonly<{ serializeBinary: () => Uint8Array }>) => {
  const details = new anyMessage.Any();
  details.pack(message.serializeBinary(), `event_store.client.${name}`);
  return details;
};

const failure = (code: number, message: string, details: InstanceType<typeof anyMessage.Any>) =>
  new streams.BatchAppendResp().setError(new statuses.Status().setCode(code).setMessage(message).setDetails(details));

const batchAnswer = (result: AppendOutcome, stream: string) => {
  switch (result.outcome) {
    case 'appended':
      return new streams.BatchAppendResp().setSuccess(
        new streams.BatchAppendResp.Success()
          .setCurrentRevision(`${result.revision}`)
          .setPosition(
            new shared.AllStreamPosition()
              .setCommitPosition(`${result.position}`)
              .setPreparePosition(`${result.position}`),
          ),
      );
    case 'wrong-expected-version': {
      const wrong = new shared.WrongExpectedVersion();
      if (result.current === 'no-stream') wrong.setCurrentNoStream(new emptyMessage.Empty());
      else wrong.setCurrentStreamRevision(`${result.current}`);
      return failure(codes.Code.FAILED_PRECONDITION, 'WrongExpectedVersion', packed('WrongExpectedVersion', wrong));
    }
    case 'stream-deleted': {
      const deleted = new shared.StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
      return failure(codes.Code.FAILED_PRECONDITION, 'StreamDeleted', packed('StreamDeleted', deleted));
    }
  }
};

/** Many appends in one call; each comes in parts that share a correlation id, and is answered by itself. */
const batchAppend =
  (log: StandInLog, { maxAppendSize }: AppendRules): IStreamsServer['batchAppend'] =>
  (call) => {
    const unfinished = new Map<string, Readonly<{ options: BatchAppendReq.Options; events: ProposedEvent[] }>>();
    call.on('data', (request: BatchAppendReq) => {
      const correlation = idOf(request.getCorrelationId());
      const options = request.getOptions();
      if (options !== undefined) unfinished.set(correlation, { options, events: [] });
      const pending = unfinished.get(correlation);
      if (pending === undefined) throw new Error('A batch append begins with its options');
      pending.events.push(...request.getProposedMessagesList().map(proposedEvent));
      if (!request.getIsFinal()) return;
      unfinished.delete(correlation);
      const stream = textOf(pending.options.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
      const tooMuch = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize);
      const answer =
        sizeOf(pending.events) > maxAppendSize
          ? failure(codes.Code.INVALID_ARGUMENT, 'TooMuch', packed('MaximumAppendSizeExceeded', tooMuch))
          : batchAnswer(
              log.append(stream, expectedOf(pending.options, pending.options.getStreamPosition()), pending.events),
              stream,
            );
      call.write(answer.setCorrelationId(request.getCorrelationId()).setStreamIdentifier(streamIdentifier(stream)));
    });
    call.on('end', () => call.end());
  };

export const appendCalls = (log: StandInLog, rules: AppendRules) => ({
  append: append(log, rules),
  batchAppend: batchAppend(log, rules),
});
