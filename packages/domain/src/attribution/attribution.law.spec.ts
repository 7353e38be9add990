import { microsPerUnit, type Platform, platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attribution } from './attribution.ts';
import { creditsOf } from './credit.ts';
import { journeysOf } from './journeys.ts';
import type { AttributionModel } from './models.ts';
import { platformGame } from './platform-game.ts';
import { shapleyValues } from './shapley.ts';
import { day, person } from './testing/people.ts';
import type { Touchpoint } from './touchpoint.ts';

const models = fc.oneof(
  fc.constantFrom<AttributionModel>(
    { kind: 'first' },
    { kind: 'last' },
    { kind: 'linear' },
    { kind: 'position' },
    { kind: 'data_driven' },
  ),
  fc.double({ min: 0.01, max: 60, noNaN: true }).map((halfLifeDays) => ({ kind: 'time_decay', halfLifeDays }) as const),
);
const step = fc.tuple(
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...platform.options) },
    { weight: 1, arbitrary: fc.constant('buys' as const) },
  ),
  fc.integer({ min: 0, max: 9_000_000_000 }),
);
const crowd = fc
  .array(fc.array(step, { minLength: 1, maxLength: 8 }), { maxLength: 12 })
  .map((all) => all.flatMap((steps, index) => person(`person ${index}`, ...steps)));
const pairs = fc
  .shuffledSubarray([...platform.options], { minLength: 2, maxLength: 2 })
  .map(([a, b]) => [a, b] as [Platform, Platform]);
const lookback = fc.integer({ min: 1, max: 40 });

const sumOf = (values: readonly number[]): bigint => values.reduce((sum, value) => sum + BigInt(value), 0n);

describe('Credits, by every model,', () => {
  it('are nothing negative and add up to exactly the conversions and to exactly their values', () => {
    fc.assert(
      fc.property(models, crowd, lookback, (model, touchpoints, days) => {
        const journeys = journeysOf(touchpoints, days).filter(({ touches }) => touches.length > 0);
        const credits = creditsOf(model, journeys);
        const conversions = journeys.flatMap(({ conversion }) => (conversion === null ? [] : [conversion]));
        expect(credits.filter((each) => Math.min(each.conversionsMicros, each.valueMicros) < 0)).toEqual([]);
        expect(sumOf(credits.map((each) => each.conversionsMicros))).toBe(BigInt(conversions.length * microsPerUnit));
        expect(sumOf(credits.map((each) => each.valueMicros))).toBe(
          sumOf(conversions.map(({ value }) => value.micros)),
        );
      }),
    );
  });

  it('and what nobody can be credited with are together all conversions of the period', () => {
    fc.assert(
      fc.property(models, crowd, lookback, (model, touchpoints, lookbackDays) => {
        const period = { fromMs: day(10), untilMs: day(40) };
        const { platforms, unattributed } = attribution({
          model,
          touchpoints,
          lookbackDays,
          currency: 'USD',
          ...period,
        });
        const within = touchpoints.filter(
          ({ kind, atMs }) => kind === 'conversion' && atMs >= period.fromMs && atMs < period.untilMs,
        );
        const counts = [...platforms, unattributed].map(({ conversionsMicros }) => conversionsMicros);
        expect(sumOf(counts)).toBe(BigInt(within.length * microsPerUnit));
      }),
    );
  });

  it('change with the names of the platforms and with nothing else about them', () => {
    const swapped = (touchpoints: readonly Touchpoint[], a: Platform, b: Platform): readonly Touchpoint[] =>
      touchpoints.map((each) => {
        if (each.kind === 'conversion') return each;
        return { ...each, platform: each.platform === a ? b : each.platform === b ? a : each.platform };
      });
    fc.assert(
      fc.property(models, crowd, pairs, (...all) => {
        const [model, touchpoints, [a, b]] = all as [AttributionModel, readonly Touchpoint[], [Platform, Platform]];
        const creditOf = (from: readonly Touchpoint[], name: Platform): number =>
          attribution({
            ...{ model, touchpoints: from, lookbackDays: 30, currency: 'USD' },
            fromMs: day(0),
            untilMs: day(61),
          })
            .platforms.filter((each) => each.platform === name)
            .reduce((sum, each) => sum + each.conversionsMicros, 0);
        // A share may be off by a micro for each touch, since floating point adds in another order.
        const off = Math.abs(creditOf(touchpoints, a) - creditOf(swapped(touchpoints, a, b), b));
        expect(off).toBeLessThanOrEqual(touchpoints.length);
      }),
    );
  });

  it('are nothing for a platform that nobody met', () => {
    fc.assert(
      fc.property(models, crowd, fc.constantFrom(...platform.options), (model, touchpoints, absent) => {
        const others = touchpoints.filter((each) => each.kind === 'conversion' || each.platform !== absent);
        const question = {
          model,
          touchpoints: others,
          lookbackDays: 30,
          currency: 'USD',
          fromMs: day(0),
          untilMs: day(61),
        };
        const { platforms } = attribution(question);
        expect(platforms.find((each) => each.platform === absent)).toEqual({
          ...{ platform: absent, touches: 0, conversionsMicros: 0, valueMicros: 0 },
        });
      }),
    );
  });
});

describe('Journeys', () => {
  it('are of one person each, and together have every touch: once where it led to nothing', () => {
    fc.assert(
      fc.property(crowd, lookback, (touchpoints, days) => {
        const journeys = journeysOf(touchpoints, days);
        const people = journeys.map(({ touches, conversion }) => [
          ...touches,
          ...(conversion === null ? [] : [conversion]),
        ]);
        expect(people.filter((one) => new Set(one.map(({ customer }) => customer)).size !== 1)).toEqual([]);
        const idsOf = (from: typeof journeys) => from.flatMap(({ touches }) => touches.map(({ id }) => id));
        const used = new Set(idsOf(journeys.filter(({ conversion }) => conversion !== null)));
        const unused = idsOf(journeys.filter(({ conversion }) => conversion === null));
        const touched = touchpoints.filter(({ kind }) => kind === 'touch').map(({ id }) => id);
        expect([...used, ...unused].toSorted()).toEqual(touched.toSorted());
      }),
    );
  });
});

describe('The game of the platforms', () => {
  const game = crowd.map((touchpoints) => {
    const journeys = journeysOf(touchpoints, 30);
    const converted = journeys.filter(({ touches, conversion }) => touches.length > 0 && conversion !== null).length;
    return { ...platformGame(journeys), converted };
  });
  const mask = fc.integer({ min: 0, max: 63 });

  it('is worth nothing without platforms, all conversions with all, and never less with one more', () => {
    fc.assert(
      fc.property(game, mask, mask, ({ expected, converted }, one, other) => {
        expect(expected(0)).toBe(0);
        expect(expected(63)).toBeCloseTo(converted, 9);
        expect(expected(one | other)).toBeGreaterThanOrEqual(expected(one) - 1e-12);
      }),
    );
  });
});

describe('The Shapley value', () => {
  const players = 5;
  const game = fc
    .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2 ** players, maxLength: 2 ** players })
    .map(([_, ...worths]) => [0, ...worths]);
  const worth = (values: readonly number[], mask: number): number => values[mask] ?? 0;
  const player = fc.integer({ min: 0, max: players - 1 });
  const close = (a: number, b: number): void => expect(a).toBeCloseTo(b, 9);

  it('hands out what all achieve together', () => {
    fc.assert(
      fc.property(game, (values) => {
        const shares = shapleyValues(players, (mask) => worth(values, mask));
        close(
          shares.reduce((sum, share) => sum + share, 0),
          worth(values, 2 ** players - 1),
        );
      }),
    );
  });

  it('gives the same to two who can be exchanged', () => {
    fc.assert(
      fc.property(game, player, player, (values, a, b) => {
        // Only how many of the two there are counts.
        const both = (1 << a) | (1 << b);
        const alike = (mask: number): number => {
          const one = (mask & both) === 0 || (mask & both) === both ? mask & both : 1 << Math.min(a, b);
          return worth(values, (mask & ~both) | one);
        };
        const shares = shapleyValues(players, alike);
        close(shares[a] ?? 0, shares[b] ?? 0);
      }),
    );
  });

  it('gives nothing to one who never adds anything', () => {
    fc.assert(
      fc.property(game, player, (values, idle) => {
        close(shapleyValues(players, (mask) => worth(values, mask & ~(1 << idle)))[idle] ?? 0, 0);
      }),
    );
  });

  it('of two games played at once is the sum of both', () => {
    fc.assert(
      fc.property(game, game, (one, other) => {
        const sum = shapleyValues(players, (mask) => worth(one, mask) + worth(other, mask));
        const [first, second] = [one, other].map((values) => shapleyValues(players, (mask) => worth(values, mask)));
        for (const [index, share] of sum.entries()) close(share, (first?.[index] ?? 0) + (second?.[index] ?? 0));
      }),
    );
  });

  it('gives two thirds to the one left glove among two right ones', () => {
    const pairs = (mask: number): number => Math.min(mask & 1, mask >> 1 === 0 ? 0 : 1);
    expect(shapleyValues(3, pairs)).toEqual([2 / 3, 1 / 6, 1 / 6].map((share) => expect.closeTo(share, 12)));
  });
});
