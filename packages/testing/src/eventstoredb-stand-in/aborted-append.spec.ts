import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BreakableProxy, startBreakableProxy } from '../breakable-proxy.ts';
import { eventually } from '../eventually.ts';
import { type EventStoreDbStandIn, startEventStoreDbStandIn } from './index.ts';

let standIn: EventStoreDbStandIn;
let proxy: BreakableProxy;
let client: StreamsClient;

beforeEach(async () => {
  standIn = await startEventStoreDbStandIn();
  proxy = await startBreakableProxy(`http://127.0.0.1:${standIn.port}`);
  client = new StreamsClient(new URL(proxy.url).host, credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  await proxy.close();
  await standIn.kill();
});

const appendTo = (stream: string) =>
  new streams.AppendReq().setOptions(
    new streams.AppendReq.Options()
      .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
      .setNoStream(new shared.Empty()),
  );

const anEvent = () => {
  const message = new streams.AppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(randomUUID()))
    .setData(Buffer.from('{}'));
  message.getMetadataMap().set('type', 'Happened').set('content-type', 'application/json');
  return new streams.AppendReq().setProposedMessage(message);
};

/** Says where and what, and not yet that this was all. */
const begin = (stream: string) => {
  let call: ReturnType<StreamsClient['append']> | undefined;
  const answered = new Promise<Error | null>((resolve) => {
    call = client.append((error) => resolve(error));
  });
  call?.write(appendTo(stream));
  call?.write(anEvent());
  return { answered, end: () => call?.end(), cancel: () => call?.cancel() };
};

/** By its end the stand-in has heard of everything that happened before. */
const appendWhole = async (stream: string): Promise<void> => {
  const { answered, end } = begin(stream);
  end();
  expect(await answered).toBeNull();
};

describe('An append that has not said that it is complete', () => {
  it('leaves nothing in the log when its client breaks off', async () => {
    const { answered, cancel } = begin('order-1');
    await appendWhole('order-2');
    cancel();
    expect(await answered).toMatchObject({ code: status.CANCELLED });
    await appendWhole('order-3');
    expect(standIn.log.read('order-2')).toHaveLength(1);
    expect(standIn.log.read('order-1')).toBe('not-found');
  });

  it('leaves nothing in the log when its client dies', async () => {
    const { answered } = begin('order-1');
    await appendWhole('order-2');
    await proxy.cut();
    expect(await answered).toMatchObject({ code: status.UNAVAILABLE });
    await proxy.mend();
    await eventually(() => appendWhole(`order-${randomUUID()}`));
    expect(standIn.log.read('order-2')).toHaveLength(1);
    expect(standIn.log.read('order-1')).toBe('not-found');
  });
});
