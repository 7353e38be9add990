import { expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';

it('is the same for the same content in another order, and another for other content', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 1 })).toBe(canonicalJson({ a: 1, b: [1, { c: 2, d: 1 }] }));
  expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
  expect(canonicalJson(undefined)).toBe('');
});
