import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import type { Expected, ProposedEvent } from './stand-in-log.ts';

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Clients of this version send ids as text only. */
export const idOf = (uuid: UUID | undefined): string => {
  if (uuid?.hasString() !== true) throw new Error('The stand-in understands ids as text only');
  return uuid.getString();
};

export const streamIdentifier = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

type Proposed = Readonly<{
  getId: () => UUID | undefined;
  getMetadataMap: () => Readonly<{ get: (key: string) => string | undefined }>;
  getData_asU8: () => Uint8Array;
  getCustomMetadata_asU8: () => Uint8Array;
}>;

export const proposedEvent = (message: Proposed): ProposedEvent => ({
  id: idOf(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

type Expectation = Readonly<{ hasAny: () => boolean; hasNoStream: () => boolean; hasStreamExists: () => boolean }>;

export const expectedOf = (options: Expectation, revision: string): Expected => {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) throw new Error('The stand-in does not know the expectation that a stream exists');
  return options.hasNoStream() ? -1n : BigInt(revision);
};

/** An error as EventStoreDB sends it: its kind and its facts stand in the trailing metadata. */
const refusal = (code: status, details: string, facts: Readonly<Record<string, string>>) => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(facts)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const streamDeleted = (stream: string) =>
  refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const tooMuchAtOnce = (maxAppendSize: number) =>
  refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendSize} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': `${maxAppendSize}`,
  });

export const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((sum, { type, data, metadata }) => sum + type.length + data.length + metadata.length, 0);
