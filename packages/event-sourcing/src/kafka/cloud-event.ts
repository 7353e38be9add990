import {
  type EventHeaders,
  type EventMetadata,
  eventMetadata,
  type StoredEvent,
  type StreamName,
} from '@campaigns/contracts';
import { headerText, type KafkaRecord } from './record.ts';

/** A record to be written. */
export type CloudEventMessage = Readonly<{ key: string; value: string; headers: Readonly<Record<string, string>> }>;

export type FromMessage =
  | Readonly<{ outcome: 'event'; event: StoredEvent }>
  | Readonly<{ outcome: 'unreadable'; reason: string }>;

const source = '/campaigns/event-log';
const contentType = 'application/json';

/**
 * A stored event as a CloudEvent 1.0 in binary mode: the data is the value, everything about it is in headers. What
 * CloudEvents has no attribute for is in extension attributes, whose names are lower-case letters and digits.
 */
export const toMessage = (event: StoredEvent, key: string): CloudEventMessage => {
  const { metadata } = event;
  return {
    key,
    value: JSON.stringify(event.data ?? null),
    headers: {
      'content-type': contentType,
      ce_specversion: '1.0',
      ce_id: metadata.eventId,
      ce_source: source,
      ce_type: event.type,
      ce_subject: event.stream,
      ce_time: metadata.occurredAt,
      ce_partitionkey: key,
      ce_position: `${event.position}`,
      ce_revision: `${event.revision}`,
      ce_recordedat: event.recordedAt.toISOString(),
      ce_orgid: metadata.orgId,
      ce_actorkind: metadata.actor.kind,
      ce_actorid: metadata.actor.id,
      ce_correlationid: metadata.correlationId,
      ce_causationid: metadata.causationId,
      ce_commandid: metadata.commandId,
      ce_schemaversion: `${metadata.schemaVersion}`,
      ...(metadata.traceparent === undefined ? {} : { ce_traceparent: metadata.traceparent }),
    } satisfies EventHeaders,
  };
};

class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const attribute = (record: KafkaRecord, name: string): string => {
  const text = headerText(record, name);
  if (text === undefined) throw new Unreadable(`${name} is missing`);
  return text;
};

const wholeNumber = (record: KafkaRecord, name: string): bigint => {
  const text = attribute(record, name);
  if (!/^\d{1,19}$/.test(text)) throw new Unreadable(`${name} is no whole number`);
  return BigInt(text);
};

const streamOf = (record: KafkaRecord): StreamName => {
  const subject = attribute(record, 'ce_subject');
  if (!/^[^-]+-./.test(subject)) throw new Unreadable('ce_subject names no stream');
  return subject as StreamName;
};

const timeOf = (record: KafkaRecord, name: string): Date => {
  const time = new Date(attribute(record, name));
  if (Number.isNaN(time.getTime())) throw new Unreadable(`${name} is no time`);
  return time;
};

const metadataOf = (record: KafkaRecord): EventMetadata => {
  const traceparent = headerText(record, 'ce_traceparent');
  const parsed = eventMetadata.safeParse({
    eventId: attribute(record, 'ce_id'),
    orgId: attribute(record, 'ce_orgid'),
    actor: { kind: attribute(record, 'ce_actorkind'), id: attribute(record, 'ce_actorid') },
    correlationId: attribute(record, 'ce_correlationid'),
    causationId: attribute(record, 'ce_causationid'),
    commandId: attribute(record, 'ce_commandid'),
    schemaVersion: Number(attribute(record, 'ce_schemaversion')),
    occurredAt: attribute(record, 'ce_time'),
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new Unreadable(`The metadata is invalid: ${fields.join(', ')}`);
};

const dataOf = ({ value }: KafkaRecord): unknown => {
  if (value === null) throw new Unreadable('There is no data');
  try {
    return JSON.parse(value.toString()) as unknown;
  } catch (cause) {
    throw new Unreadable('The data is no JSON', { cause });
  }
};

const eventOf = (record: KafkaRecord): StoredEvent => {
  if (headerText(record, 'ce_specversion') !== '1.0') throw new Unreadable('This is no CloudEvent 1.0 in binary mode');
  if (!headerText(record, 'content-type')?.startsWith(contentType)) throw new Unreadable('The data is not called JSON');
  return {
    type: attribute(record, 'ce_type'),
    data: dataOf(record),
    metadata: metadataOf(record),
    stream: streamOf(record),
    revision: wholeNumber(record, 'ce_revision'),
    position: wholeNumber(record, 'ce_position'),
    recordedAt: timeOf(record, 'ce_recordedat'),
  };
};

/** The stored event that `toMessage` was given. A record that it did not make is a value with the reason, no exception. */
export const fromMessage = (record: KafkaRecord): FromMessage => {
  try {
    return { outcome: 'event', event: eventOf(record) };
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: 'unreadable', reason: error.message };
    throw error;
  }
};
