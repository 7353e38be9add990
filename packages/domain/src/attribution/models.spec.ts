import { describe, expect, it } from '@jest/globals';
import { creditsOf } from './credit.ts';
import { journeysOf, mostTouches } from './journeys.ts';
import type { AttributionModel } from './models.ts';
import { person } from './testing/people.ts';

/** What each touch gets of a conversion, in millionths, in the order of the touches. */
const parts = (model: AttributionModel, ...steps: Parameters<typeof person>[1][]): readonly number[] =>
  creditsOf(model, journeysOf(person('anna', ...steps), 30)).map(({ conversionsMicros }) => conversionsMicros);

const threeAndBuys = [
  [0, 'meta'],
  [3, 'google'],
  [7, 'tiktok'],
  [7.5, 'buys'],
] as const;

describe('A conversion after three touches', () => {
  it.each<readonly [AttributionModel['kind'], readonly number[]]>([
    ['first', [1_000_000, 0, 0]],
    ['last', [0, 0, 1_000_000]],
    ['linear', [333_334, 333_333, 333_333]],
    ['position', [400_000, 200_000, 400_000]],
  ])('goes, by the model %s, in parts of %j', (kind, expected) => {
    expect(parts({ kind } as AttributionModel, ...threeAndBuys)).toEqual(expected);
  });

  it('goes, by decay, half as much to a touch that is a half-life older', () => {
    const weights = [2 ** -1, 2 ** (-4 / 7), 1];
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const expected = weights.map((weight) => (1_000_000 * weight) / whole);
    parts({ kind: 'time_decay', halfLifeDays: 7 }, ...threeAndBuys).forEach((part, index) => {
      expect(Math.abs(part - (expected[index] ?? 0))).toBeLessThan(1);
    });
  });

  it('goes, by a decay of minutes, to the last of touches that are all long ago', () => {
    const long = [
      [0, 'meta'],
      [1, 'google'],
      [29, 'buys'],
    ] as const;
    expect(parts({ kind: 'time_decay', halfLifeDays: 0.01 }, ...long)).toEqual([0, 1_000_000]);
  });
});

describe('By position', () => {
  it('one touch has all, and two have half each', () => {
    expect(parts({ kind: 'position' }, [0, 'meta'], [1, 'buys'])).toEqual([1_000_000]);
    expect(parts({ kind: 'position' }, [0, 'meta'], [1, 'meta'], [2, 'buys'])).toEqual([500_000, 500_000]);
  });

  it('what lies between the ends shares a fifth', () => {
    const five = [
      [0, 'meta'],
      [1, 'meta'],
      [2, 'google'],
      [3, 'google'],
      [4, 'tiktok'],
      [5, 'buys'],
    ] as const;
    expect(parts({ kind: 'position' }, ...five)).toEqual([400_000, 66_667, 66_667, 66_666, 400_000]);
  });
});

describe('A journey', () => {
  const journeys = (lookbackDays: number, ...steps: Parameters<typeof person>[1][]) =>
    journeysOf(person('anna', ...steps), lookbackDays).map(({ touches, conversion }) => [
      touches.map(({ platform }) => platform).join(' '),
      conversion === null ? 'nothing' : 'buys',
    ]);

  it('looks back as far as the window and not further', () => {
    expect(journeys(30, [0, 'meta'], [1, 'google'], [31, 'buys'])).toEqual([
      ['google', 'buys'],
      ['meta', 'nothing'],
    ]);
    expect(journeys(31, [0, 'meta'], [1, 'google'], [31, 'buys'])).toEqual([['meta google', 'buys']]);
  });

  it('counts a touch at the moment of the conversion and none after it', () => {
    expect(journeys(30, [1, 'meta'], [1, 'buys'], [2, 'google'])).toEqual([
      ['meta', 'buys'],
      ['google', 'nothing'],
    ]);
  });

  it('gives each of two conversions all touches in its own window', () => {
    expect(journeys(30, [0, 'meta'], [2, 'buys'], [20, 'google'], [31, 'buys'])).toEqual([
      ['meta', 'buys'],
      ['google', 'buys'],
    ]);
    expect(journeys(40, [0, 'meta'], [2, 'buys'], [20, 'google'], [31, 'buys'])).toEqual([
      ['meta', 'buys'],
      ['meta google', 'buys'],
    ]);
  });

  it('may have a conversion without any touch, and be several without conversion', () => {
    expect(journeys(30, [0, 'buys'], [1, 'meta'], [31, 'google'], [32, 'meta'])).toEqual([
      ['', 'buys'],
      ['meta google', 'nothing'],
      ['meta', 'nothing'],
    ]);
  });

  it('does not depend on the order in which it was imported', () => {
    const steps = person('anna', ...threeAndBuys);
    expect(journeysOf(steps.toReversed(), 30)).toEqual(journeysOf(steps, 30));
  });

  it('keeps of very many touches the last, and none of them counts as one that led to nothing', () => {
    const clicks = Array.from({ length: 3 * mostTouches }, (_, index) => [index / 1_000, 'meta'] as const);
    const steps = person('robot', ...clicks, [1, 'buys']);
    const [only, ...others] = journeysOf(steps, 30);
    expect(others).toEqual([]);
    expect(only?.touches).toEqual(steps.slice(2 * mostTouches, 3 * mostTouches));
  });
});
