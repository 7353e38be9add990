import { derivedId } from '../derived-id.ts';
import type { DeadLetter } from '../event-feed.ts';
import { type KafkaMessage, type Place, readRecord } from './incoming.ts';
import { headerText, type KafkaRecord } from './record.ts';

/** A dead letter and the record that died, as it was. */
export type Letter = Readonly<{
  id: string;
  group: string;
  key: string;
  reason: string;
  /** Deliveries, over all its lives. */
  attempts: number;
  diedAt: Date;
  /** A person asked for it: the group handles it again. */
  isAskedFor: boolean;
  place: Place;
  record: KafkaRecord;
}>;

/** A record of a dead-letter topic, to be written. */
export type LetterRecord = Readonly<{
  key: string;
  value: Buffer;
  headers: Record<string, Buffer | string | (Buffer | string)[]>;
}>;

const prefix = 'dl_';

const originalHeaders = ({ headers }: KafkaRecord): LetterRecord['headers'] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (name.startsWith(prefix) ? [] : [[name, value ?? '']])),
  );

/**
 * The record that died with its own value and headers, under the letter's id, and what is known of its death in headers
 * that begin with `dl_`. A value that was null is told apart from an empty one by `dl_hasvalue`: a null value under the id
 * would say that the letter is gone.
 */
export const toLetterRecord = (letter: Letter): LetterRecord => ({
  key: letter.id,
  value: letter.record.value ?? Buffer.alloc(0),
  headers: {
    ...originalHeaders(letter.record),
    ...(letter.record.key === null ? {} : { dl_recordkey: letter.record.key }),
    dl_hasvalue: `${letter.record.value !== null}`,
    dl_group: letter.group,
    dl_key: letter.key,
    dl_reason: letter.reason,
    dl_attempts: `${letter.attempts}`,
    dl_diedat: letter.diedAt.toISOString(),
    dl_askedfor: `${letter.isAskedFor}`,
    dl_partition: `${letter.place.partition}`,
    dl_offset: `${letter.place.offset}`,
  },
});

const bytesOf = (value: KafkaRecord['headers'][string]): Buffer | null => {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? null : Buffer.from(first);
};

/** The letter in a record of the dead-letter topic of `topic`; `undefined` when the record is not one of ours. */
export const fromLetterRecord = (record: KafkaRecord, topic: string): Letter | undefined => {
  const text = (name: string): string => headerText(record, `${prefix}${name}`) ?? '';
  const group = text('group');
  const isOurs = group !== '' && [text('partition'), text('offset')].every((number) => /^\d+$/.test(number));
  if (record.key === null || !isOurs) return undefined;
  return {
    id: record.key.toString(),
    group,
    key: text('key'),
    reason: text('reason'),
    attempts: Number(text('attempts')),
    diedAt: new Date(text('diedat')),
    isAskedFor: text('askedfor') === 'true',
    place: { topic, partition: Number(text('partition')), offset: BigInt(text('offset')) },
    record: {
      key: bytesOf(record.headers['dl_recordkey']),
      value: text('hasvalue') === 'true' ? record.value : null,
      headers: originalHeaders(record),
    },
  };
};

/** The letter of a message that dies. The same message dies into the same letter, whoever buries it. */
export const letterOf = (
  group: string,
  message: KafkaMessage,
  death: Readonly<{ reason: string; attempts: number }>,
): Letter => ({
  id: message.deadLetterId ?? derivedId('dead-letter', group, message.place.topic, message.event.metadata.eventId),
  group,
  key: message.key,
  reason: death.reason,
  attempts: (message.comeback?.attempts ?? 0) + death.attempts,
  diedAt: new Date(),
  isAskedFor: false,
  place: message.place,
  record: message.record,
});

/** The message that died, on its way back to its group; `partition` is where its letter lies. */
export const messageOf = ({ id, key, attempts, place, record }: Letter, partition: number): KafkaMessage => ({
  ...readRecord(record, place),
  key,
  place,
  record,
  deadLetterId: id,
  comeback: { partition, attempts },
});

/** What a person sees of it. */
export const toDeadLetter = ({ id, group, key, reason, attempts, diedAt, place, record }: Letter): DeadLetter => ({
  id,
  group,
  topic: place.topic,
  key,
  reason,
  attempts,
  event: readRecord(record, place).event,
  diedAt,
});
