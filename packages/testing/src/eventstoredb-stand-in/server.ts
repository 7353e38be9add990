import type { IServerFeaturesServer } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { DeleteReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { appendCalls } from './append-calls.ts';
import { textOf } from './messages.ts';
import { readCall } from './read-calls.ts';
import type { EventStoreDbStandIn, EventStoreDbStandInOptions } from './stand-in.ts';
import { standInLog } from './stand-in-log.ts';

const megabyte = 1024 * 1024;

const streamOf = (request: DeleteReq | TombstoneReq): string =>
  textOf(request.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });

export const startServer = async ({
  log = standInLog(),
  port: wanted = 0,
  batchAppend = true,
  repeatsWithoutPosition = false,
  silentReads = false,
  maxAppendSize = megabyte,
}: EventStoreDbStandInOptions): Promise<EventStoreDbStandIn> => {
  const calls = { read: 0, append: 0, batchAppend: 0, serverFeatures: 0 };
  const appending = appendCalls(log, { maxAppendSize, repeatsWithoutPosition });
  const reading = readCall(log, silentReads);
  let openReads = 0;
  const streamsServer: IStreamsServer = {
    read: async (call) => {
      calls.read += 1;
      openReads += 1;
      await reading(call);
      openReads -= 1;
    },
    append: (call, answer) => {
      calls.append += 1;
      appending.append(call, answer);
    },
    batchAppend: (call) => {
      calls.batchAppend += 1;
      appending.batchAppend(call);
    },
    delete: (call, answer) => {
      const position = `${log.remove(streamOf(call.request), 'soft')}`;
      answer(
        null,
        new streams.DeleteResp().setPosition(
          new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
      );
    },
    tombstone: (call, answer) => {
      const position = `${log.remove(streamOf(call.request), 'tombstone')}`;
      answer(
        null,
        new streams.TombstoneResp().setPosition(
          new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
      );
    },
  };
  const methods = ['read', 'append', 'delete', 'tombstone', ...(batchAppend ? ['batchappend'] : [])];
  const featuresServer: IServerFeaturesServer = {
    getSupportedMethods: (_, answer) => {
      calls.serverFeatures += 1;
      const supported = new features.SupportedMethods().setEventStoreServerVersion('24.10.0');
      for (const name of methods) {
        const method = new features.SupportedMethod();
        supported.addMethods(method.setServiceName('event_store.client.streams.streams').setMethodName(name));
      }
      answer(null, supported);
    },
  };

  const server = new Server({ 'grpc.max_receive_message_length': 17 * megabyte });
  server.addService(StreamsService, streamsServer);
  server.addService(ServerFeaturesService, featuresServer);
  const port = await listen(server, wanted);
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    log,
    calls: () => ({ ...calls }),
    kill: async () => server.forceShutdown(),
    openReads: () => openReads,
  };
};
