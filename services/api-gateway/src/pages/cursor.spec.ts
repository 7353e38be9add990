import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, type Sorting } from './cursor.ts';

const byDate: Sorting = { sort: 'created_at', order: 'desc', form: 'instant' };
const id = '6f1b3c1e-8a0f-4a77-9d5e-0a3f3c1b2d4e';
const forged = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('A cursor', () => {
  it('comes back as it went, whatever is in the name', () => {
    const byName: Sorting = { sort: 'name', order: 'asc', form: 'text' };
    const last = { value: 'Größe "Ω" 🚀', id };
    expect(decodeCursor(encodeCursor(byName, last), byName)).toEqual(last);
  });

  it('keeps microseconds, which a date would lose', () => {
    const last = { value: '1764547200123456', id };
    expect(decodeCursor(encodeCursor(byDate, last), byDate)).toEqual(last);
  });

  it('is refused by a list in another order', () => {
    const cursor = encodeCursor(byDate, { value: '1', id });
    expect(() => decodeCursor(cursor, { ...byDate, order: 'asc' })).toThrow('not made by this list');
    expect(() => decodeCursor(cursor, { ...byDate, sort: 'updated_at' })).toThrow('not made by this list');
  });

  it.each([
    ['garbage', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['another shape', forged([1, 2])],
    ['an id that is none', forged({ ...byDate, form: undefined, value: '1', id: 'x' })],
    ['a value that is no instant', forged({ sort: 'created_at', order: 'desc', value: "1'; drop table x", id })],
    ['a member too many', forged({ sort: 'created_at', order: 'desc', value: '1', id, more: 1 })],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => decodeCursor(cursor, byDate)).toThrow('not made by this list');
  });
});
