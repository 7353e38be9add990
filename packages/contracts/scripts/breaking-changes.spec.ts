import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '../src/index.ts';
import { breakingChanges } from './breaking-changes.ts';

const text = { type: 'string' };
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  ...{ type: 'object', properties, required },
});
const variant = (kind: string, more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema =>
  object({ kind: { type: 'string', const: kind }, ...more }, ['kind']);
const oneOf = (...alternatives: readonly JsonSchema[]): JsonSchema => ({ oneOf: alternatives });
const status = (...words: readonly string[]): JsonSchema => ({ type: 'string', enum: words });
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

describe('A published event schema', () => {
  it.each<[string, JsonSchema, JsonSchema]>([
    ['stays as it is', object({ a: text }, ['a']), object({ a: text }, ['a'])],
    ['gets a member that may be missing', object({ a: text }), object({ a: text, b: text })],
    ['gets a further word', status('active'), status('active', 'paused')],
    ['gets a further alternative', oneOf(variant('a')), oneOf(variant('a'), variant('b'))],
    [
      'gets a further alternative beside two that differ by their members alone',
      oneOf(object({ a: text }, ['a']), object({ b: text }, ['b'])),
      oneOf(object({ c: text }, ['c']), object({ b: text }, ['b']), object({ a: text }, ['a'])),
    ],
    [
      'gets a further alternative in a recursive part',
      { ...object({ a: { $ref: '#/$defs/Part' } }), $defs: { Part: oneOf(variant('a')) } },
      { ...object({ a: { $ref: '#/$defs/Part' } }), $defs: { Part: oneOf(variant('a'), variant('b')) } },
    ],
    ['turns a choice of one into a choice of two', variant('a'), oneOf(variant('b'), variant('a'))],
    ['lists its words and alternatives in another order', status('b', 'a'), status('a', 'b')],
    ['gets a wider limit', { type: 'integer', maximum: 5 }, { type: 'integer', maximum: 9 }],
    ['loses a limit', { type: 'array', minItems: 1 }, { type: 'array' }],
    ['is described in other words', { ...text, description: 'old' }, { ...text, description: 'new', examples: ['a'] }],
  ])('may change when it %s', (_, published, next) => {
    expect(breakingChanges(published, next)).toEqual([]);
  });

  it.each<[string, JsonSchema, JsonSchema, string]>([
    [
      'one of two alternatives that differ by their members alone is removed',
      oneOf(object({ a: text }, ['a']), object({ b: text }, ['b'])),
      oneOf(object({ a: text }, ['a']), object({ c: text }, ['c'])),
      'data: the alternative object with b was removed',
    ],
    [
      'a recursive part loses an alternative',
      { ...object({ a: { $ref: '#/$defs/Part' } }), $defs: { Part: oneOf(variant('a'), variant('b')) } },
      { ...object({ a: { $ref: '#/$defs/Part' } }), $defs: { Part: oneOf(variant('a')) } },
      'data(Part): the alternative kind "b" was removed',
    ],
    ['a member is removed', object({ a: text }), object({}), 'data.a: was removed'],
    ['a member becomes required', object({ a: text }), object({ a: text }, ['a']), 'data.a: is newly required'],
    ['a required member is added', object({}), object({ a: text }, ['a']), 'data.a: is newly required'],
    ['a member may be missing', object({ a: text }, ['a']), object({ a: text }), 'data.a: may be missing now'],
    ['a type changes', object({ a: text }), object({ a: { type: 'integer' } }), 'data.a: was string, is integer'],
    ['a value may be null', text, { type: ['string', 'null'] }, 'data: was string, is null or string'],
    ['an object may be null', object({}), nullable(object({})), 'data: was object, is null or object'],
    ['null is taken away', nullable(object({})), object({}), 'data: was null or object, is object'],
    ['anything becomes text', {}, text, 'data: was any, is string'],
    ['a word is removed', status('active', 'paused'), status('active'), 'data: "paused" was removed'],
    ['free text becomes a list of words', text, status('active'), 'data: may only be one of 1 values now'],
    ['a list of words becomes free text', status('active'), text, 'data: is no longer one of known values'],
    ['a constant changes', { const: 1 }, { const: 2 }, 'data: 1 was removed'],
    [
      'an alternative is removed',
      oneOf(variant('a'), variant('b')),
      oneOf(variant('a')),
      'data: the alternative kind "b" was removed',
    ],
    [
      'an alternative loses a member',
      oneOf(variant('a', { n: text }), variant('b')),
      oneOf(variant('b'), variant('a')),
      'data(kind "a").n: was removed',
    ],
    [
      'a lower limit rises',
      { type: 'array' },
      { type: 'array', minItems: 1 },
      'data: minItems is 1, which is narrower',
    ],
    [
      'an upper limit sinks',
      { type: 'integer', maximum: 9 },
      { type: 'integer', maximum: 5 },
      'data: maximum is 5, which is narrower',
    ],
    ['a format changes', { ...text, format: 'date' }, { ...text, format: 'date-time' }, 'data: format was changed'],
    ['a pattern is added', text, { ...text, pattern: '^a' }, 'data: pattern was changed'],
    [
      'something below a list changes',
      { type: 'array', items: object({ a: text }) },
      { type: 'array', items: object({}) },
      'data[].a: was removed',
    ],
    [
      'something below a free name changes',
      { type: 'object', additionalProperties: status('a', 'b') },
      { type: 'object', additionalProperties: status('a') },
      'data.*: "b" was removed',
    ],
    [
      'a free name is refused',
      { type: 'object', propertyNames: status('meta', 'google') },
      { type: 'object', propertyNames: status('meta') },
      'data (names): "google" was removed',
    ],
    [
      'other members are refused',
      object({}),
      { ...object({}), additionalProperties: false },
      'data: additionalProperties was changed',
    ],
  ])('breaks its readers when %s', (_, published, next, change) => {
    expect(breakingChanges(published, next)).toEqual([change]);
  });

  it('is compared at every depth, and everything is said at once', () => {
    const published = object({ outcome: oneOf(variant('done', { at: text, by: object({ id: text }) })), n: text });
    const next = object({ outcome: oneOf(variant('done', { by: object({ id: { type: 'integer' } }) })) });
    expect(breakingChanges(published, next)).toEqual([
      'data.n: was removed',
      'data.outcome(kind "done").at: was removed',
      'data.outcome(kind "done").by.id: was string, is integer',
    ]);
  });
});
