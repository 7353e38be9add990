import { describe, expect, it } from '@jest/globals';
import { guardJson } from './json-guard.ts';

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1);

describe('guardJson', () => {
  it.each([
    ['ordinary content', { a: [1, null, 'Größe 🚀', { b: true }] }],
    ['32 levels', nested(32)],
  ])('lets %s pass', (_, value) => {
    expect(() => guardJson(value)).not.toThrow();
  });

  it.each([
    ['33 levels', nested(33)],
    ['100,000 levels', nested(100_000)],
    ['a prototype key', JSON.parse('{"a":{"__proto__":{"admin":true}}}')],
    ['a constructor key', { constructor: { prototype: {} } }],
    ['NUL in a text', { name: 'a\0b' }],
    ['NUL in a key', { 'a\0b': 1 }],
    ['half a surrogate pair', { name: '\ud800' }],
  ])('refuses %s', (_, value) => {
    expect(() => guardJson(value)).toThrow();
  });
});
