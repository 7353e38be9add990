import { eventHeaders, type StoredEvent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromMessage, toMessage } from './cloud-event.ts';
import type { KafkaRecord } from './record.ts';

const id = '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31';

const event: StoredEvent = {
  type: 'OrchestrationPaused',
  data: { orchestrationId: id, reason: 'Über Budget — 예산' },
  metadata: {
    eventId: id,
    orgId: '11111111-1111-4111-8111-111111111111',
    actor: { kind: 'user', id: 'jürgen@example.com' },
    correlationId: id,
    causationId: id,
    commandId: id,
    schemaVersion: 3,
    occurredAt: '2026-03-01T09:00:00.000Z',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  stream: `orchestration-${id}`,
  revision: 7n,
  position: 9_223_372_036_854_775_807n,
  recordedAt: new Date('2026-03-01T09:00:00.123Z'),
};

/** What a consumer reads of a message: bytes. */
const asRead = ({ key, value, headers }: ReturnType<typeof toMessage>): KafkaRecord => ({
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});
const good = asRead(toMessage(event, 'key'));
const withHeaders = (headers: KafkaRecord['headers']): KafkaRecord => ({
  ...good,
  headers: { ...good.headers, ...headers },
});
const reasonFor = (record: KafkaRecord): string => {
  const read = fromMessage(record);
  return read.outcome === 'unreadable' ? read.reason : 'it was read';
};

describe('A stored event as a CloudEvent', () => {
  it('has the required attributes in headers and the data as JSON', () => {
    const { key, value, headers } = toMessage(event, 'key');
    expect(key).toBe('key');
    expect(JSON.parse(value)).toEqual(event.data);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: 'OrchestrationPaused',
      ce_source: '/campaigns/event-log',
      ce_subject: event.stream,
      ce_time: '2026-03-01T09:00:00.000Z',
      ce_position: '9223372036854775807',
    });
  });

  it('has the headers that are published, with values that fit their description, and no others', () => {
    const { headers } = toMessage(event, 'key');
    expect(eventHeaders.unwrap().strict().parse(headers)).toEqual(headers);
    expect(Object.keys(headers).toSorted()).toEqual(Object.keys(eventHeaders.unwrap().shape).toSorted());
  });

  it('names its extensions as CloudEvents asks: lower-case letters and digits, twenty at most', () => {
    const names = Object.keys(toMessage(event, 'key').headers).filter((name) => name.startsWith('ce_'));
    expect(names.filter((name) => !/^ce_[a-z0-9]{1,20}$/.test(name))).toEqual([]);
  });

  it('is the same event when it is read, whatever is in it', () => {
    const whole = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(
        fc.record({
          type: fc.string({ minLength: 1, unit: 'grapheme' }),
          data: fc.jsonValue(),
          revision: whole,
          position: whole,
          recordedAt: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
          stream: fc.uuid().map((uuid): StoredEvent['stream'] => `sample-${uuid}`),
          traceparent: fc.option(fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')),
        }),
        ({ traceparent, ...fields }) => {
          const { traceparent: _, ...metadata } = event.metadata;
          const some: StoredEvent = {
            ...fields,
            metadata: { ...metadata, ...(traceparent === null ? {} : { traceparent }) },
          };
          // What JSON does not tell apart is not told apart in the log either.
          const stored = { ...some, data: JSON.parse(JSON.stringify(some.data)) as unknown };
          expect(fromMessage(asRead(toMessage(some, 'key')))).toEqual({ outcome: 'event', event: stored });
        },
      ),
    );
  });

  it('is read although a header that it does not know is there', () => {
    expect(fromMessage(withHeaders({ ce_dataschema: 'x', other: ['a', 'b'] }))).toEqual({ outcome: 'event', event });
  });

  it.each([
    ['nothing at all', { key: null, value: null, headers: {} }, 'This is no CloudEvent 1.0 in binary mode'],
    ['another version', withHeaders({ ce_specversion: '0.3' }), 'This is no CloudEvent 1.0 in binary mode'],
    ['other data', withHeaders({ 'content-type': 'text/xml' }), 'The data is not called JSON'],
    ['no data', { ...good, value: null }, 'There is no data'],
    ['broken data', { ...good, value: Buffer.from('{"n":') }, 'The data is no JSON'],
    ['no type', withHeaders({ ce_type: undefined }), 'ce_type is missing'],
    ['no stream', withHeaders({ ce_subject: 'sample' }), 'ce_subject names no stream'],
    ['a position that is no number', withHeaders({ ce_position: '1e3' }), 'ce_position is no whole number'],
    ['a revision below nothing', withHeaders({ ce_revision: '-1' }), 'ce_revision is no whole number'],
    ['a day that does not exist', withHeaders({ ce_recordedat: 'soon' }), 'ce_recordedat is no time'],
    ['an organisation that is no id', withHeaders({ ce_orgid: '' }), 'The metadata is invalid: orgId'],
    [
      'a schema version that is no number',
      withHeaders({ ce_schemaversion: 'x' }),
      'The metadata is invalid: schemaVersion',
    ],
  ])('says why %s cannot be read', (_, record, reason) => {
    expect(reasonFor(record)).toBe(reason);
  });
});
