import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { idempotencyKeyOf, ifMatchOf, traceparentOf } from './headers.ts';

const withHeader = (name: string, value?: string): Request =>
  ({ get: (asked: string) => (asked.toLowerCase() === name ? value : undefined) }) as unknown as Request;

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"3"', 3n],
    ['"of-another-system"', -1n],
  ])('%p asks for revision %p', (value, revision) => {
    expect(ifMatchOf(withHeader('if-match', value))).toBe(revision);
  });

  it.each(['3', 'W/"3"', '"3", "4"', '"', ''])('%p is refused', (value) => {
    expect(() => ifMatchOf(withHeader('if-match', value))).toThrow('If-Match');
  });
});

describe('Idempotency-Key', () => {
  it.each(['', 'with space', 'x'.repeat(201), 'schlüssel'])('%p is refused', (value) => {
    expect(() => idempotencyKeyOf(withHeader('idempotency-key', value))).toThrow('Idempotency-Key');
  });

  it('may have 200 visible characters, or be left out', () => {
    expect(idempotencyKeyOf(withHeader('idempotency-key', 'k'.repeat(200)))).toHaveLength(200);
    expect(idempotencyKeyOf(withHeader('idempotency-key'))).toBeUndefined();
  });
});

describe('traceparent', () => {
  it('is taken over only in its proper form', () => {
    const proper = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(traceparentOf(withHeader('traceparent', proper))).toBe(proper);
    expect(traceparentOf(withHeader('traceparent', 'x'))).toBeUndefined();
  });
});
