import type { CampaignConfig } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeConfig } from './merge-config.ts';

type Json = CampaignConfig[string];

/** Few keys, so that they meet; "__proto__" and the like among them, as JSON text may name them. */
const key = fc.constantFrom('a', 'b', 'targeting', '__proto__', 'constructor', 'toString');
const { config } = fc.letrec<{ config: CampaignConfig; value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom<Json[]>(1, 'x', null, true, [1, 2], []), tie('config')),
  // Built the way JSON.parse does it: every key becomes a property of its own.
  config: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries)),
}));

const isObject = (value: unknown): value is CampaignConfig =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two configurations disagree anywhere on what is an object and what is not. */
const shapesMeet = (one: CampaignConfig, other: CampaignConfig): boolean =>
  Object.keys(one).every((name) => {
    if (!Object.hasOwn(other, name)) return true;
    const [left, right] = [one[name], other[name]];
    return isObject(left) && isObject(right) ? shapesMeet(left, right) : isObject(left) === isObject(right);
  });

describe('mergeConfig', () => {
  it('takes everything from the override', () => {
    fc.assert(
      fc.property(config, config, (base, override) => {
        const merged = mergeConfig(base, override);
        for (const [name, value] of Object.entries(override)) {
          expect(Object.hasOwn(merged, name)).toBe(true);
          if (!isObject(value)) expect(merged[name]).toEqual(value);
        }
        for (const [name, value] of Object.entries(base)) {
          if (!Object.hasOwn(override, name)) expect(merged[name]).toEqual(value);
        }
      }),
    );
  });

  it('has exactly the keys of both', () => {
    fc.assert(
      fc.property(config, config, (base, override) => {
        const both = new Set([...Object.keys(base), ...Object.keys(override)]);
        expect(new Set(Object.keys(mergeConfig(base, override)))).toEqual(both);
      }),
    );
  });

  it('leaves both inputs as they were', () => {
    fc.assert(
      fc.property(config, config, (base, override) => {
        const [baseText, overrideText] = [JSON.stringify(base), JSON.stringify(override)];
        mergeConfig(base, override);
        expect([JSON.stringify(base), JSON.stringify(override)]).toEqual([baseText, overrideText]);
      }),
    );
  });

  it('with nothing, on either side, changes nothing; with itself neither', () => {
    fc.assert(
      fc.property(config, (one) => {
        expect(mergeConfig(one, {})).toEqual(one);
        expect(mergeConfig({}, one)).toEqual(one);
        expect(mergeConfig(one, one)).toEqual(one);
      }),
    );
  });

  it('does not depend on how three are grouped, as long as they agree on what is an object', () => {
    fc.assert(
      fc.property(config, config, config, (one, two, three) => {
        fc.pre(shapesMeet(one, two) && shapesMeet(two, three) && shapesMeet(one, three));
        expect(mergeConfig(mergeConfig(one, two), three)).toEqual(mergeConfig(one, mergeConfig(two, three)));
      }),
    );
  });

  it('depends on the grouping when a scalar comes between two objects', () => {
    const [one, two, three] = [{ a: { x: 1 } }, { a: 1 }, { a: { y: 2 } }];
    expect(mergeConfig(mergeConfig(one, two), three)).toEqual({ a: { y: 2 } });
    expect(mergeConfig(one, mergeConfig(two, three))).toEqual({ a: { x: 1, y: 2 } });
  });

  it('keeps prototypes as they are, whatever the keys are called', () => {
    fc.assert(
      fc.property(config, config, (base, override) => {
        expect(Object.getPrototypeOf(mergeConfig(base, override))).toBe(Object.prototype);
      }),
    );
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1}}}',
    );
    const merged = mergeConfig({ a: { b: 1 } }, hostile);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(merged['polluted']).toBeUndefined();
    expect((merged['a'] as CampaignConfig)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(merged['a'])).toBe(Object.prototype);
  });

  it('replaces lists whole', () => {
    expect(mergeConfig({ placement: ['facebook', 'instagram'] }, { placement: ['reels'] })).toEqual({
      placement: ['reels'],
    });
  });
});
