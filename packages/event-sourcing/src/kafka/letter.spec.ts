import { describe, expect, it } from '@jest/globals';
import { fromLetterRecord, type Letter, letterOf, messageOf, toLetterRecord } from './letter.ts';
import type { KafkaRecord } from './record.ts';

const letter: Letter = {
  id: '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31',
  group: 'orchestrator',
  key: 'sample-1',
  reason: 'RangeError: out of cheese',
  attempts: 3,
  diedAt: new Date('2026-03-01T09:00:00.123Z'),
  isAskedFor: false,
  place: { topic: 'samples', partition: 2, offset: 9_007_199_254_740_993n },
  record: {
    key: Buffer.from([0xff, 1]),
    value: Buffer.from([0, 0xfe]),
    headers: { a: Buffer.from('b'), c: ['d', 'e'] },
  },
};

/** What a consumer reads of a letter that was written. */
const writtenAndRead = (written: Letter): Letter | undefined => {
  const { key, value, headers } = toLetterRecord(written);
  const record: KafkaRecord = { key: Buffer.from(key), value, headers };
  return fromLetterRecord(record, written.place.topic);
};

describe('A dead letter in a record', () => {
  it('is the same when it is read, with the bytes and headers of the record that died', () => {
    expect(writtenAndRead(letter)).toEqual(letter);
    expect(writtenAndRead({ ...letter, isAskedFor: true })?.isAskedFor).toBe(true);
  });

  it.each([
    ['no key', { key: null }],
    ['no value', { value: null }],
    ['an empty value', { value: Buffer.alloc(0) }],
    ['no headers', { headers: {} }],
  ])('keeps a record with %s apart from others', (_, difference) => {
    const written = { ...letter, record: { ...letter.record, ...difference } };
    expect(writtenAndRead(written)).toEqual(written);
  });

  it('never looks like the end of a letter', () => {
    expect(toLetterRecord({ ...letter, record: { ...letter.record, value: null } }).value).not.toBeNull();
  });

  it.each([
    ['without our headers', {}],
    ['with only some of them', { dl_group: 'orchestrator', dl_offset: 'x' }],
  ])('is not what somebody else has written to the topic, %s', (_, headers) => {
    const foreign: KafkaRecord = { key: Buffer.from('x'), value: Buffer.from('y'), headers };
    expect(fromLetterRecord(foreign, 'samples')).toBeUndefined();
  });

  it('keeps its id and adds its deliveries up when its message dies again', () => {
    const again = letterOf('orchestrator', messageOf(letter, 0), { reason: 'still sick', attempts: 2 });
    expect(again).toMatchObject({ id: letter.id, attempts: 5, reason: 'still sick', record: letter.record });
  });

  it('has the same id whoever buries a message', () => {
    const { deadLetterId: _, comeback: __, ...message } = messageOf(letter, 0);
    const [one, two] = [1, 2].map((attempts) => letterOf('orchestrator', message, { reason: 'sick', attempts }).id);
    expect(one).toBe(two);
    expect(letterOf('timers', message, { reason: 'sick', attempts: 1 }).id).not.toBe(one);
  });
});
