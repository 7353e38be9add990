import { describe, expect, it } from '@jest/globals';
import { attribution } from './attribution.ts';
import { creditedDays } from './credited-days.ts';
import { journeysOf } from './journeys.ts';
import type { AttributionModel } from './models.ts';
import { platformGame } from './platform-game.ts';
import { shapleyValues } from './shapley.ts';
import { day, people, person } from './testing/people.ts';
import type { Touchpoint } from './touchpoint.ts';

const credited = (kind: 'first' | 'last' | 'linear' | 'position' | 'data_driven', touchpoints: readonly Touchpoint[]) =>
  attribution({
    ...{ model: { kind }, touchpoints, lookbackDays: 30, currency: 'USD' },
    ...{ fromMs: day(0), untilMs: day(30) },
  });
/** Conversions of Meta and Google, rounded to hundredths. */
const ofTwo = (touchpoints: readonly Touchpoint[]): readonly number[] =>
  credited('data_driven', touchpoints)
    .platforms.slice(0, 2)
    .map(({ conversionsMicros }) => Math.round(conversionsMicros / 10_000) / 100);

describe('A program that clicks without end', () => {
  it('is one journey without a conversion, of as many touches as can be imported, and one conversion on none of them', () => {
    const clicks = Array.from(
      { length: 250_000 },
      (_, index): Touchpoint => ({
        ...{
          kind: 'touch',
          id: `${index}`,
          customer: 'bot',
          platform: 'meta',
          orchestrationId: null,
          atMs: day(0) + index,
        },
      }),
    );
    const journeys = journeysOf([...clicks, ...person('bot', [60, 'buys'])], 30);
    expect(journeys.map(({ touches, conversion }) => [touches.length, conversion === null])).toEqual([
      ...[
        [0, false],
        [250_000, true],
      ],
    ]);
  });

  it('is credited for no more touches in all than can be credited in a second, when it buys without end too', () => {
    const steps = Array.from({ length: 40_000 }, (_, at) => [at / 20_000, at % 2 === 0 ? 'meta' : 'buys'] as const);
    const journeys = journeysOf(person('bot', ...steps), 30);
    expect(journeys).toHaveLength(20_000);
    expect(Math.max(...journeys.map(({ touches }) => touches.length))).toBe(25);
  });
});

describe('Data-driven attribution', () => {
  const alone = [...people('m', 10_000, 100, 'meta'), ...people('g', 1_000, 100, 'google')];

  it('gives more of a common conversion to the platform that brings more by itself', () => {
    const [meta = 0, google = 0] = ofTwo([...alone, ...people('both', 500, 100, 'meta', 'google')]);
    // Of people who met both, 20 % buy; of those who met one alone, Meta's 1 % and Google's 9.8 % (20 more journeys count
    // each). In the mean over both orders Meta adds (1 + 10.2) ÷ 2 of the 20 points: 28 of the 100 conversions.
    expect(meta).toBeCloseTo(127.99, 2);
    expect(google).toBeCloseTo(172.01, 2);
    expect(meta + google).toBeCloseTo(300, 6);
  });

  it('splits in half what people who met both brought, and believes a handful of others little', () => {
    expect(ofTwo(people('both', 40, 10, 'google', 'meta'))).toEqual([5, 5]);
    // One of two bought: twice the rate of those who met both. It is taken for one of 22, which moves 0.9 of 10 conversions.
    expect(ofTwo([...people('m', 2, 1, 'meta'), ...people('both', 40, 10, 'meta', 'google')])).toEqual([6.91, 4.09]);
  });

  it('takes nothing away from a platform with which people buy less than with the other alone', () => {
    const [meta = 0, google = 0] = ofTwo([
      ...[...people('m', 1_000, 10, 'meta'), ...people('g', 200, 100, 'google')],
      ...people('both', 500, 25, 'meta', 'google'),
    ]);
    // Google alone would have brought all 25; Meta alone 10 in 1,020, as a mean over both orders half of that: 9.8 % of 5 %.
    expect(meta).toBeCloseTo(12.45, 2);
    expect(google).toBeCloseTo(122.55, 2);
  });

  it('does not give more to a platform because it was met more often on the way', () => {
    expect(ofTwo(person('anna', [0, 'meta'], [1, 'meta'], [2, 'meta'], [3, 'google'], [4, 'buys']))).toEqual([
      0.5, 0.5,
    ]);
  });

  it('gives the less to a platform, the more of those whom it brings alone do not buy', () => {
    const both = people('both', 500, 100, 'meta', 'google');
    const google = people('g', 1_000, 50, 'google');
    const meta = [100, 1_000, 10_000].map(
      (others) => ofTwo([...people('m', others, 50, 'meta'), ...google, ...both])[0] ?? 0,
    );
    expect(meta.toSorted((a, b) => b - a)).toEqual(meta);
    expect((meta[0] ?? 0) - (meta[2] ?? 0)).toBeGreaterThan(20);
  });

  it('is the Shapley value of one game over all 64 sets of platforms', () => {
    const all = [
      ...[...alone, ...people('both', 500, 100, 'meta', 'google'), ...people('t', 300, 9, 'tiktok')],
      ...[...people('mt', 200, 15, 'meta', 'tiktok'), ...people('three', 90, 40, 'meta', 'google', 'tiktok')],
      ...[...people('ls', 70, 7, 'linkedin', 'snapchat'), ...people('x', 20, 0, 'twitter')],
    ];
    const { expected } = platformGame(journeysOf(all, 30));
    const values = shapleyValues(6, expected);
    expect(expected(63)).toBeCloseTo(371, 9);
    expect(credited('data_driven', all).platforms.map(({ conversionsMicros }) => conversionsMicros / 1e6)).toEqual(
      // Each of 371 conversions is rounded to a micro.
      values.map((value) => expect.closeTo(value, 3)),
    );
  });
});

describe('The attribution of a period', () => {
  it('counts conversions in it, on touches before it, and says what it could credit to nobody', () => {
    const all = [
      ...person('before', [-2, 'meta'], [-1, 'buys']),
      ...person('across', [-2, 'google'], [1, 'buys', 40]),
      ...person('direct', [3, 'buys', 7]),
      ...person('later', [29, 'meta'], [31, 'buys']),
      ...person('never', [5, 'tiktok']),
    ];
    const { platforms, unattributed, journeys } = credited('last', all);
    expect(platforms.filter(({ touches, conversionsMicros }) => touches + conversionsMicros > 0)).toEqual([
      { platform: 'meta', touches: 1, conversionsMicros: 0, valueMicros: 0 },
      { platform: 'google', touches: 0, conversionsMicros: 1_000_000, valueMicros: 40_000_000 },
      { platform: 'tiktok', touches: 1, conversionsMicros: 0, valueMicros: 0 },
    ]);
    expect(unattributed).toEqual({ conversionsMicros: 1_000_000, valueMicros: 7_000_000 });
    expect(journeys).toEqual({ converted: 1, withoutConversion: 1 });
  });

  it('adds no amounts of two currencies', () => {
    const [touch, bought] = person('anna', [0, 'meta'], [1, 'buys']) as [
      Touchpoint,
      Touchpoint & { kind: 'conversion' },
    ];
    const euros = { ...bought, id: 'euros', value: { micros: 5_000_000, currency: 'EUR' } };
    expect(credited('last', [touch, bought, euros]).platforms[0]).toMatchObject({
      ...{ conversionsMicros: 1_000_000, valueMicros: 100_000_000 },
    });
  });
});

describe('What the allocator learns from', () => {
  const spend = (...days: readonly number[]) =>
    days.map((each) => ({ day: new Date(day(each)).toISOString().slice(0, 10), spendMicros: 50_000_000 }));
  const question = (touchpoints: readonly Touchpoint[], timeZone = 'UTC') => ({
    ...({ touchpoints, lookbackDays: 30, outcome: 'conversions', currency: 'USD', orchestrationId: null } as const),
    spend: [
      { platform: 'meta', timeZone, days: spend(0, 1, 2) },
      { platform: 'google', timeZone, days: spend(0, 1, 2) },
    ] as const,
  });
  const outcomes = (model: AttributionModel, asked: Parameters<typeof creditedDays>[1]) =>
    [...creditedDays(model, asked)].map(([platform, days]) => [
      platform,
      ...days.map(({ outcomeMicros }) => outcomeMicros),
    ]);

  it('are conversions on the days of their touches, however late they came', () => {
    const all = person('anna', [0.5, 'meta'], [2.5, 'google'], [20, 'buys']);
    expect(outcomes({ kind: 'linear' }, question(all))).toEqual([
      ['meta', 500_000, 0, 0],
      ['google', 0, 0, 500_000],
    ]);
    expect(outcomes({ kind: 'last' }, { ...question(all), outcome: 'value' })).toEqual([
      ['meta', 0, 0, 0],
      ['google', 0, 0, 100_000_000],
    ]);
    expect(creditedDays({ kind: 'first' }, question(all)).get('meta')?.[0]).toEqual({
      ...{ day: '2026-03-01', spendMicros: 50_000_000, outcomeMicros: 1_000_000 },
    });
  });

  it('are on the day that it was on the ad account', () => {
    const all = person('anna', [1.9, 'meta'], [3, 'buys']);
    expect(outcomes({ kind: 'last' }, question(all))[0]).toEqual(['meta', 0, 1_000_000, 0]);
    expect(outcomes({ kind: 'last' }, question(all, 'Asia/Tokyo'))[0]).toEqual(['meta', 0, 0, 1_000_000]);
  });

  it('leave no conversion out because nothing was spent on the day of the click, but what came before all spend', () => {
    const late = person('late', [5, 'meta'], [6, 'buys']);
    const early = person('early', [-1, 'meta'], [1, 'buys']);
    expect(outcomes({ kind: 'last' }, question([...late, ...early]))[0]).toEqual(['meta', 0, 0, 1_000_000]);
  });

  it('are those of one orchestration where one is asked for', () => {
    const all = person('anna', [0, 'meta'], [1, 'meta'], [2, 'buys']).map((each, index) =>
      each.kind === 'touch' ? { ...each, orchestrationId: index === 0 ? 'ours' : 'theirs' } : each,
    );
    const asked = { ...question(all), orchestrationId: 'ours' };
    expect(outcomes({ kind: 'linear' }, asked)[0]).toEqual(['meta', 500_000, 0, 0]);
    expect(outcomes({ kind: 'last' }, asked)[0]).toEqual(['meta', 0, 0, 0]);
  });

  it('are in one currency', () => {
    const all = person('anna', [0, 'meta'], [1, 'buys']);
    expect(outcomes({ kind: 'last' }, { ...question(all), currency: 'EUR' })[0]).toEqual(['meta', 0, 0, 0]);
  });
});
