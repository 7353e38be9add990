import { describe, expect, it } from '@jest/globals';
import type { CreativeHistory } from './creative-history.ts';
import { creativeStandings } from './creative-standings.ts';
import { fatigueDefaults, fatigueOf } from './fatigue.ts';
import { meanOfLog, varianceOfLog } from './log-gamma.ts';
import { probabilitiesBest } from './probability-best.ts';
import { type SimulatedCreative, simulatedCreative } from './testing/simulated-creative.ts';

const seeds = Array.from({ length: 500 }, (_, seed) => seed + 1);
const fatigues = (given: SimulatedCreative) =>
  seeds.map((seed) => fatigueOf(simulatedCreative(seed, given), fatigueDefaults.ctr));
/** In per cent of the creatives. */
const percent = (of: ReturnType<typeof fatigues>, ...states: readonly string[]): number =>
  (100 * of.filter(({ state }) => states.includes(state)).length) / of.length;

/** So many clicks of 1,000 impressions on each day, from 1 April on. */
const clicked = (...clicks: readonly number[]): CreativeHistory => ({
  ...{ creativeId: 'hero', platform: 'meta', canDeliver: true },
  days: clicks.map((count, index) => ({
    ...{ date: `2026-04-${String(index + 1).padStart(2, '0')}`, impressions: 1_000, clicks: count },
    conversionsMicros: count * 500_000,
  })),
});
const week = (clicks: number): readonly number[] => Array.from({ length: 7 }, () => clicks);

describe('The fatigue of a creative', () => {
  it('is not told before there were nine days, and a further period with enough impressions', () => {
    expect(fatigueOf(clicked(30, 30, ...week(30).slice(1)), fatigueDefaults.ctr)).toEqual({
      ...{ state: 'learning', baseline: null, recent: null, ratio: null },
    });
    expect(fatigueOf(clicked(30, 30, ...week(30), 10), fatigueDefaults.ctr)).toMatchObject({
      ...{
        state: 'learning',
        ratio: null,
        recent: { from: '2026-04-10', to: '2026-04-10', trials: 1_000, events: 10 },
      },
    });
    expect(fatigueOf(clicked(30, 30, ...week(30), 10, 10), fatigueDefaults.ctr).state).toBe('fatigued');
  });

  it('compares the last week with the first one after the warm-up, whatever lay between', () => {
    const { baseline, recent, ratio, state } = fatigueOf(
      clicked(90, 90, ...week(30), ...week(60), ...week(30)),
      fatigueDefaults.ctr,
    );
    expect(baseline).toEqual({ from: '2026-04-03', to: '2026-04-09', trials: 7_000, events: 210 });
    expect(recent).toEqual({ from: '2026-04-17', to: '2026-04-23', trials: 7_000, events: 210 });
    expect(ratio?.p50).toBeCloseTo(1, 2);
    expect(state).toBe('healthy');
  });

  it('grows from healthy to fatiguing to fatigued as less is clicked', () => {
    const state = (clicks: number) =>
      fatigueOf(clicked(30, 30, ...week(30), ...week(clicks)), fatigueDefaults.ctr).state;
    expect([31, 29, 25, 22, 20, 15].map(state)).toEqual([
      ...['healthy', 'healthy', 'fatiguing', 'fatiguing', 'fatigued', 'fatigued'],
    ]);
  });

  it('waits longer with a first period in which hardly anybody clicked', () => {
    const { baseline } = fatigueOf(clicked(1, 1, ...week(2), ...week(2)), fatigueDefaults.ctr);
    expect(baseline).toMatchObject({ to: '2026-04-12', events: 20 });
  });

  it('leaves the days out of which conversions are still coming in', () => {
    const settings = fatigueDefaults.conversion_rate;
    const steady = clicked(90, 90, ...week(60), ...week(60));
    const late = steady.days.map((day, index) => (index < 13 ? day : { ...day, conversionsMicros: 0 }));
    expect(fatigueOf({ ...steady, days: late }, settings)).toMatchObject({
      state: 'healthy',
      recent: { to: '2026-04-13' },
    });
  });

  it('is found in most that have lost half of their rate, and the interval says how much is left', () => {
    const worn = fatigues({ left: 0.5, days: 40 });
    // In the last week of 40 days, from 9/10 of the way to the end, 55 % are left.
    const held = worn.filter(({ ratio }) => ratio !== null && ratio.p10 <= 0.55 && ratio.p90 >= 0.55);
    expect(percent(worn, 'fatigued')).toBeGreaterThan(90);
    expect(held.length / worn.length).toBeGreaterThan(0.74);
  });

  it.each([
    [0, 13],
    [0.1, 13],
    [0.3, 16],
  ])(
    'is, where days differ by %d, seen falsely in less than %d %, and the interval holds the truth for four of five',
    (...given) => {
      const [scatter, most] = given;
      const steady = fatigues({ scatter });
      const held = steady.filter(({ ratio }) => ratio !== null && ratio.p10 <= 1 && ratio.p90 >= 1);
      expect(Math.abs(held.length / steady.length - 0.8)).toBeLessThan(0.06);
      expect(percent(steady, 'fatiguing', 'fatigued')).toBeLessThan(most);
      expect(percent(steady, 'fatigued')).toBeLessThan(1.5);
    },
  );
});

describe('The creatives of a platform', () => {
  it('stand in the order of their chance to be the best, which adds up to one', () => {
    const three = [
      simulatedCreative(1, { creativeId: 'weak', rate: 0.01 }),
      simulatedCreative(2, { creativeId: 'best', rate: 0.025 }),
      simulatedCreative(3, { creativeId: 'good', rate: 0.02 }),
    ];
    const standings = creativeStandings(three, 'ctr');
    expect(standings.map(({ creativeId, rank }) => `${creativeId} ${rank}`)).toEqual(['weak 3', 'best 1', 'good 2']);
    expect(standings.reduce((sum, { probabilityBest }) => sum + (probabilityBest ?? 0), 0)).toBeCloseTo(1, 9);
    expect(standings[1]?.probabilityBest).toBeGreaterThan(0.95);
    expect(standings[1]?.rate?.p10).toBeLessThan(0.025);
    expect(standings[1]?.rate?.p90).toBeGreaterThan(0.025);
  });

  it('leave a chance to one of which little is known', () => {
    const [known, fresh] = creativeStandings(
      [
        simulatedCreative(1, { creativeId: 'known' }),
        { ...clicked(1), creativeId: 'fresh', days: clicked(1).days.map((day) => ({ ...day, impressions: 60 })) },
      ],
      'ctr',
    );
    expect(known?.probabilityBest).toBeGreaterThan(0.3);
    expect(fresh?.probabilityBest).toBeGreaterThan(0.3);
    expect(fresh?.fatigue.state).toBe('learning');
  });

  it('are judged by their last two weeks', () => {
    const once = { ...clicked(...week(90), ...week(90), ...week(10), ...week(10)), creativeId: 'once good' };
    const now = { ...clicked(...week(15), ...week(15), ...week(15), ...week(15)), creativeId: 'steady' };
    expect(creativeStandings([once, now], 'ctr').map(({ rank }) => rank)).toEqual([2, 1]);
  });

  it('are not compared with one that cannot be shown, was never shown, or is on another platform', () => {
    const removed = { ...simulatedCreative(1, { creativeId: 'removed', rate: 0.09 }), canDeliver: false };
    const unseen = { ...simulatedCreative(2, { creativeId: 'unseen' }), days: [] };
    const elsewhere = { ...simulatedCreative(3, { creativeId: 'elsewhere', rate: 0.09 }), platform: 'tiktok' as const };
    const shown = simulatedCreative(4, { creativeId: 'shown' });
    const standings = creativeStandings([removed, unseen, elsewhere, shown], 'ctr');
    expect(standings.map(({ creativeId, rank, probabilityBest }) => [creativeId, rank, probabilityBest])).toEqual([
      ['removed', null, null],
      ['unseen', null, null],
      ['elsewhere', 1, 1],
      ['shown', 1, 1],
    ]);
    expect(standings[0]?.rate?.p50).toBeCloseTo(0.09, 2);
    expect(standings[1]?.rate).toBeNull();
  });
});

describe('The chance to be the best', () => {
  const normal = (mean: number, variance: number) => ({ mean, variance, degrees: 1_000_000 });

  it('of alike ones is the same for each', () => {
    const alike = probabilitiesBest([normal(0, 1), normal(0, 1), normal(0, 1)]);
    for (const chance of alike) expect(chance).toBeCloseTo(1 / 3, 9);
  });

  it('of two is that of their difference', () => {
    // The difference has mean 1 and variance 0.25 + 0.75: above 0 with the chance that a standard normal value is below 1.
    expect(probabilitiesBest([normal(1, 0.25), normal(0, 0.75)])[0]).toBeCloseTo(0.8413447, 3);
    expect(probabilitiesBest([normal(1, 0.0001), normal(0, 0.9999)])[0]).toBeCloseTo(0.8413447, 2);
  });
});

describe('The logarithm of a Gamma distributed value', () => {
  it.each([
    [0.5, -1.9635100260214235, 4.934802200544679],
    [1, -0.5772156649015329, 1.6449340668482264],
    [12.5, 2.485195651378525, 0.08328522502],
  ])('of shape %d has the mean %d and the variance %d', (shape, mean, variance) => {
    expect(meanOfLog(shape)).toBeCloseTo(mean, 9);
    expect(varianceOfLog(shape)).toBeCloseTo(variance, 9);
  });
});
