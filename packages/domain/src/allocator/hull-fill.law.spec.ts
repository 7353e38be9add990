import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hullFill, partValues } from './hull-fill.ts';

const part = fc.record({
  least: fc.integer({ min: 0, max: 30 }),
  room: fc.integer({ min: 0, max: 60 }),
  most: fc.double({ min: 1, max: 100, noNaN: true }),
  half: fc.double({ min: 1, max: 200, noNaN: true }),
});

describe('hullFill', () => {
  it('spends the total within the bounds, and nobody could give a unit to somebody who would make more of it', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (parts, at) => {
          const least = parts.reduce((sum, each) => sum + each.least, 0);
          const total = least + at * parts.reduce((sum, { room }) => sum + room, 0);
          const outcomes = parts.map(
            ({ most, half }) =>
              (amount: number) =>
                (most * amount) / (half + amount),
          );
          const amounts = hullFill(
            total,
            parts.map((each, index) =>
              partValues(
                { least: each.least, most: each.least + each.room },
                total,
                outcomes[index] as (x: number) => number,
              ),
            ),
          );
          expect(amounts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total, 6);
          const step = Math.max(...parts.map(({ room }) => room)) / 12;
          for (const [giver, { least: lowest }] of parts.entries()) {
            for (const [taker, { least: own, room }] of parts.entries()) {
              const [from, to] = [amounts[giver] ?? 0, amounts[taker] ?? 0];
              expect(from).toBeGreaterThanOrEqual(lowest - 1e-9);
              if (giver === taker || from - step < lowest || to + step > own + room) continue;
              const loss = (outcomes[giver]?.(from) ?? 0) - (outcomes[giver]?.(from - step) ?? 0);
              const gain = (outcomes[taker]?.(to + step) ?? 0) - (outcomes[taker]?.(to) ?? 0);
              expect(gain).toBeLessThanOrEqual(loss + 1e-9);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not stop halfway up a curve that begins slowly', () => {
    const late = partValues({ least: 0, most: 100 }, 100, (amount) => (amount < 60 ? 0 : 10));
    const even = partValues({ least: 0, most: 100 }, 100, (amount) => amount * 0.05);
    expect([...hullFill(100, [late, even])].map(Math.round)).toEqual([60, 40]);
  });
});
