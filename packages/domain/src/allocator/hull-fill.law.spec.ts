import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hullFill, partValues } from './hull-fill.ts';

const part = fc.record({
  least: fc.integer({ min: 0, max: 30 }),
  room: fc.integer({ min: 0, max: 60 }),
  highest: fc.double({ min: 1, max: 100, noNaN: true }),
  half: fc.double({ min: 1, max: 200, noNaN: true }),
});
type Part = typeof part extends fc.Arbitrary<infer Value> ? Value : never;

const question = fc
  .record({
    parts: fc.array(part, { minLength: 1, maxLength: 6 }),
    fullness: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ parts, fullness }) => ({
    parts,
    total: parts.reduce((sum, { least, room }) => sum + least + fullness * room, 0),
  }));

const outcomesOf = ({ highest, half }: Part, amount: number): number => (highest * amount) / (half + amount);

const filled = (total: number, parts: readonly Part[]): readonly number[] => [
  ...hullFill(
    total,
    parts.map((each) =>
      partValues({ least: each.least, most: each.least + each.room }, total, (amount) => outcomesOf(each, amount)),
    ),
  ),
];

/** The most that all could gain if one part gave a step to another, and both kept within their bounds. */
const bestExchange = (parts: readonly Part[], amounts: readonly number[], step: number): number => {
  const has = parts.map((each, index) => ({ ...each, amount: amounts[index] ?? 0 }));
  const losses = has
    .filter(({ amount, least }) => amount - step >= least)
    .map((each) => ({ each, loss: outcomesOf(each, each.amount) - outcomesOf(each, each.amount - step) }));
  const gains = has
    .filter(({ amount, least, room }) => amount + step <= least + room)
    .map((each) => ({ each, gain: outcomesOf(each, each.amount + step) - outcomesOf(each, each.amount) }));
  const exchanges = losses.flatMap(({ each, loss }) =>
    gains.filter((other) => other.each !== each).map(({ gain }) => gain - loss),
  );
  return Math.max(0, ...exchanges);
};

describe('hullFill', () => {
  it('spends the total within the bounds', () => {
    fc.assert(
      fc.property(question, ({ parts, total }) => {
        const amounts = filled(total, parts);
        expect(amounts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total, 6);
        for (const [index, { least, room }] of parts.entries()) {
          expect(amounts[index]).toBeGreaterThanOrEqual(least - 1e-9);
          expect(amounts[index]).toBeLessThanOrEqual(least + room + 1e-9);
        }
      }),
    );
  });

  it('leaves nobody who could give a step to somebody who would make more of it', () => {
    fc.assert(
      fc.property(question, ({ parts, total }) => {
        // No part is looked at in larger steps than a twelfth of its room.
        const step = Math.max(...parts.map(({ room }) => room)) / 12;
        expect(bestExchange(parts, filled(total, parts), step)).toBeLessThan(1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('does not stop halfway up a curve that begins slowly', () => {
    const late = partValues({ least: 0, most: 100 }, 100, (amount) => (amount < 60 ? 0 : 10));
    const even = partValues({ least: 0, most: 100 }, 100, (amount) => amount * 0.05);
    expect([...hullFill(100, [late, even])].map(Math.round)).toEqual([60, 40]);
  });
});
