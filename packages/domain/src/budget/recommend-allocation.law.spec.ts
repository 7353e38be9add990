import { platform, type Recommendation, smallestUnitMicros } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PlatformResults, recommendAllocation } from './recommend-allocation.ts';

const unit = 1_000_000;

const part = (on: PlatformResults['platform'], budget: number, spend: number, revenue: number, conversions = 0) => ({
  platform: on,
  budgetMicros: budget * unit,
  totals: { spendMicros: spend * unit, revenueMicros: revenue * unit, conversionsMicros: conversions * unit },
});

const parts = ({ allocation }: Recommendation): Readonly<Record<string, number>> =>
  Object.fromEntries(allocation.map(({ platform: on, amountMicros }) => [on, amountMicros / unit]));

const recommend = (platforms: readonly PlatformResults[], mostChangePercent = 100): Recommendation =>
  recommendAllocation({ currency: 'USD', platforms, mostChangePercent });

describe('A recommended split', () => {
  it('follows what came back for each unit of spend, and says so', () => {
    const recommendation = recommend([part('meta', 500, 100, 400), part('google', 500, 200, 200)]);
    expect(parts(recommendation)).toEqual({ meta: 800, google: 200 });
    expect(recommendation.reasons).toEqual([
      {
        ...{ platform: 'meta', beforeMicros: 500 * unit, afterMicros: 800 * unit },
        reason: 'It returned 4.00 USD for each USD spent, all together 2.00 USD for each USD spent: raised by 60.0 %',
      },
      {
        ...{ platform: 'google', beforeMicros: 500 * unit, afterMicros: 200 * unit },
        reason: 'It returned 1.00 USD for each USD spent, all together 2.00 USD for each USD spent: lowered by 60.0 %',
      },
    ]);
  });

  it('changes no part by more than it may, and gives what a bound holds back to the others', () => {
    expect(parts(recommend([part('meta', 500, 100, 400), part('google', 500, 200, 200)], 20))).toEqual({
      ...{ meta: 600, google: 400 },
    });
    const three = [part('meta', 100, 10, 90), part('google', 500, 10, 30), part('tiktok', 400, 10, 30)];
    // By return alone Meta would have 600 of the 1,000.
    const { meta, google, tiktok } = parts(recommend(three, 20));
    expect(meta).toBe(120);
    expect([google, tiktok, (google ?? 0) + (tiktok ?? 0)]).toEqual([440, 440, 880]);
  });

  it('follows conversions where nothing is valued in money', () => {
    const recommendation = recommend([part('meta', 500, 100, 0, 30), part('google', 500, 100, 0, 10)]);
    expect(parts(recommendation)).toEqual({ meta: 750, google: 250 });
    expect(recommendation.reasons[0]?.reason).toContain('300.00 conversions for each 1,000 USD spent');
  });

  it('leaves the part of a platform without results alone', () => {
    const silent = { platform: 'tiktok', budgetMicros: 300 * unit, totals: undefined } as const;
    const recommendation = recommend([part('meta', 500, 100, 400), part('google', 500, 200, 200), silent]);
    expect(parts(recommendation)).toEqual({ meta: 800, google: 200, tiktok: 300 });
    expect(recommendation.reasons[2]).toMatchObject({ reason: 'It has spent nothing yet' });
  });

  it.each<readonly [string, readonly PlatformResults[]]>([
    ['nobody has results', [part('meta', 500, 100, 0), part('google', 400, 100, 0)]],
    ['nobody has spent', [part('meta', 500, 0, 0), part('google', 400, 0, 0)]],
    ['only one can be judged', [part('meta', 500, 100, 300), part('google', 400, 0, 0)]],
    ['the move would be too small to be worth it', [part('meta', 500, 100, 300), part('google', 500, 100, 303)]],
  ])('moves nothing when %s', (_, platforms) => {
    const { allocation, reasons } = recommend(platforms);
    expect(allocation.map(({ amountMicros }) => amountMicros)).toEqual(platforms.map((each) => each.budgetMicros));
    expect(reasons.map(({ beforeMicros, afterMicros }) => afterMicros - beforeMicros)).toEqual([0, 0]);
  });

  const currencies = fc.constantFrom('USD', 'JPY', 'KWD');
  const results = fc.record({
    units: fc.integer({ min: 1, max: 900_000_000 }),
    spend: fc.nat(1_000_000),
    revenue: fc.nat(5_000_000),
    conversions: fc.nat(1_000),
    isRead: fc.boolean(),
  });
  const questions = fc.record({
    currency: currencies,
    all: fc.array(results, { minLength: 1, maxLength: 6 }),
    most: fc.integer({ min: 1, max: 100 }),
  });

  it('adds up to exactly what was split before, in payable amounts within the bounds', () =>
    fc.assert(
      fc.property(questions, ({ currency, all, most }) => {
        const smallest = smallestUnitMicros(currency);
        const platforms = all.map(({ units, spend, revenue, conversions, isRead }, index): PlatformResults => {
          const totals = { spendMicros: spend, revenueMicros: revenue, conversionsMicros: conversions };
          const on = platform.options[index] ?? 'meta';
          return { platform: on, budgetMicros: units * smallest, totals: isRead ? totals : undefined };
        });
        const { allocation, reasons } = recommendAllocation({ currency, platforms, mostChangePercent: most });
        const before = platforms.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);
        expect(allocation.reduce((sum, { amountMicros }) => sum + amountMicros, 0)).toBe(before);
        expect(reasons.map(({ platform: on }) => on)).toEqual(platforms.map(({ platform: on }) => on));
        for (const { beforeMicros, afterMicros } of reasons) {
          expect(afterMicros % smallest).toBe(0);
          expect(afterMicros).toBeGreaterThan(0);
          expect(Math.abs(afterMicros - beforeMicros) * 100).toBeLessThanOrEqual(beforeMicros * most);
        }
      }),
      { numRuns: 500 },
    ));
});
