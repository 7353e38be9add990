import { AppendTooLarge } from './errors.ts';

/**
 * EventStoreDB takes 1,048,576 bytes in one append and Kafka as much in one message, unless they are told otherwise; what
 * one engine cannot carry no log may hold. The rest is for envelopes.
 */
export const largestAppendBytes = 900_000;

/** Throws `AppendTooLarge` for events whose JSON is longer than every engine takes. */
export const checkAppendSize = (stream: string, json: readonly string[]): void => {
  const bytes = json.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > largestAppendBytes) throw new AppendTooLarge(stream, bytes, largestAppendBytes);
};
