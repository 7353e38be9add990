import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Limit } from './bounds.ts';
import { type Conflict, smallestConflict } from './conflict.ts';

const least = fc.integer({ min: 0, max: 12 });
const limit = (key: string): fc.Arbitrary<Limit> =>
  fc.oneof(
    least.map((units): Limit => ({ by: 'minimum', key, least: units, most: Infinity })),
    least.map((units): Limit => ({ by: 'exploration', key, least: units, most: Infinity })),
    least.map((units): Limit => ({ by: 'maximum', key, least: 0, most: units })),
    least.map((units): Limit => ({ by: 'locked', key, least: units, most: units })),
    fc.tuple(least, least).map(([low, more]): Limit => ({ by: 'move', key, least: low, most: low + more })),
  );
const question = fc.record({
  total: fc.integer({ min: 0, max: 15 }),
  limitsByPart: fc
    .integer({ min: 1, max: 3 })
    .chain((parts) =>
      fc.tuple(...Array.from({ length: parts }, (_, part) => fc.array(limit(`part ${part}`), { maxLength: 3 }))),
    ),
});

/** Tries every split: the limits that are left can all hold when one of them keeps to each. */
const canAllHold = (held: Conflict, total: number, keys: readonly string[]): boolean => {
  const limits = held.filter((each) => each !== 'total');
  const sumMatters = held.includes('total');
  const allowed = (key: string, amount: number): boolean =>
    limits.every((each) => each.key !== key || (each.least <= amount && amount <= each.most));
  // Above 24, which is the highest limit there is, all amounts are alike.
  const amounts = Array.from({ length: 26 }, (_, amount) => amount);
  const fits = (left: readonly string[], rest: number): boolean => {
    const [key, ...others] = left;
    if (key === undefined) return !sumMatters || rest === 0;
    return amounts.some(
      (amount) => allowed(key, amount) && (!sumMatters || amount <= rest) && fits(others, rest - amount),
    );
  };
  return fits(keys, total);
};

const subsetsOf = <Member>(members: readonly Member[]): readonly (readonly Member[])[] =>
  Array.from({ length: 2 ** members.length }, (_, chosen) =>
    members.filter((__, index) => (chosen >> index) % 2 === 1),
  );

const keysOf = (limitsByPart: readonly unknown[]): readonly string[] => limitsByPart.map((_, part) => `part ${part}`);

describe('The smallest conflict of limits', () => {
  it('is empty where some split keeps to all, and otherwise cannot hold', () => {
    fc.assert(
      fc.property(question, ({ total, limitsByPart }) => {
        const conflict = smallestConflict(total, limitsByPart);
        const everything: Conflict = ['total', ...limitsByPart.flat()];
        expect(conflict.length === 0).toBe(canAllHold(everything, total, keysOf(limitsByPart)));
        if (conflict.length > 0) expect(canAllHold(conflict, total, keysOf(limitsByPart))).toBe(false);
      }),
    );
  });

  it('is possible without any one of its members', () => {
    fc.assert(
      fc.property(question, ({ total, limitsByPart }) => {
        const conflict = smallestConflict(total, limitsByPart);
        for (const without of conflict) {
          const rest = conflict.filter((each) => each !== without);
          expect(canAllHold(rest, total, keysOf(limitsByPart))).toBe(true);
        }
      }),
    );
  });

  it('has as few members as any that cannot hold', () => {
    fc.assert(
      fc.property(question, ({ total, limitsByPart }) => {
        const conflict = smallestConflict(total, limitsByPart);
        const smaller = subsetsOf<Conflict[number]>(['total', ...limitsByPart.flat()]).filter(
          (subset) => subset.length < conflict.length,
        );
        for (const subset of smaller) expect(canAllHold(subset, total, keysOf(limitsByPart))).toBe(true);
      }),
    );
  });
});
