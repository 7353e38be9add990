import { type Random, randomFrom } from '../random.ts';
import { type Curve, exponential, hill, logarithmic, power, scaled, threshold } from './curve.ts';
import { equalShare, type PlatformTruth, platforms, type Span, type World } from './world.ts';

type Range = readonly [low: number, high: number];

/** How a platform's curve is drawn: half-saturation in equal shares, and conversions a day at an equal share, both by magnitude. */
type HillRanges = Readonly<{ half: Range; slope: Range; level: Range }>;

// The ranges are such that what most people do, splitting in proportion to the return, reaches .96 of the oracle's conversions in the
// mild world, .87 in the scarce one, .84 where conversions are few and .85 where they are reported late: room to be better, and the
// same bar as in other studies of the kind.

/** Platforms that saturate at about what they get: whatever one does is nearly right. */
const mild: HillRanges = { half: [0.5, 3], slope: [0.8, 1.4], level: [4, 18] };

/** Far from saturated, and some are five times as good as others: much is lost by giving each its share. */
const scarce: HillRanges = { half: [0.8, 6], slope: [1, 1.55], level: [3.5, 20] };

/** The same with about one conversion a day on a platform, and none on many days. */
const few: HillRanges = { half: [0.8, 6], slope: [1, 1.6], level: [0.15, 1.8] };

/** Nothing comes of little: the first half of a curve bends upwards. */
const sShaped: HillRanges = { half: [0.8, 4], slope: [2, 2], level: [3, 20] };

const hillFrom = (random: Random, { half, slope, level }: HillRanges): Curve => {
  const [halfAt, steepness] = [equalShare * random.magnitude(...half), random.between(...slope)];
  const atEqualShare = hill(1, halfAt, steepness)(equalShare);
  return hill(random.magnitude(...level) / atEqualShare, halfAt, steepness);
};

/** A curve of another kind that brings at an equal share what one of the scarce world does. */
const otherFrom = (random: Random, shape: (scale: number) => Curve): Curve => {
  const curve = shape(equalShare * random.magnitude(...scarce.half));
  return scaled(curve, random.magnitude(...scarce.level) / curve(equalShare));
};

/** From soon flat to nearly a straight line. */
const exponents: Range = [0.4, 0.9];

/** Where a platform begins to bring anything, and where more begins to bring less, in equal shares. */
const begins: Range = [0, 0.8];
const knees: Range = [1.5, 5];

const thresholdFrom = (random: Random): Curve => {
  const [from, knee] = [random.between(...begins), random.between(...knees)];
  return threshold(random.magnitude(...scarce.level) / equalShare, from * equalShare, knee * equalShare);
};

/** How long a conversion takes to be reported, on average, in days: differs by platform, which deceives who compares them. */
const lagDays: Range = [0.5, 6];
const longestLag = 21;

/** Every day the same part of what is still out is reported. */
const arrivalsOf = (meanDays: number): readonly number[] => {
  const kept = meanDays / (1 + meanDays);
  const parts = Array.from({ length: longestLag }, (_, delay) => (1 - kept) * kept ** delay);
  const arrived = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / arrived);
};

/** A weekend brings up to two fifths less or more, on each platform in its own way, and a single day is a fifth off. */
const [weekendMost, dayNoise] = [0.4, 0.2];

const standing = (curve: Curve): PlatformTruth => ({ curveOn: () => curve, arrivals: [1], noise: 0 });

const withWeekends = (random: Random, curve: Curve): PlatformTruth => {
  const weekend = scaled(curve, 1 + random.between(-weekendMost, weekendMost));
  return { curveOn: (day) => (day % 7 < 5 ? curve : weekend), arrivals: [1], noise: dayNoise };
};

const changeDay = 45;

/** Half of the platforms become others overnight. */
const changing = (random: Random, platform: number): PlatformTruth => {
  const [before, after] = [hillFrom(random, scarce), hillFrom(random, scarce)];
  const stays = platform >= platforms / 2;
  return { curveOn: (day) => (stays || day < changeDay ? before : after), arrivals: [1], noise: 0 };
};

type Scope = Readonly<{ days: number; scored: readonly Span[] }>;

const sixtyDays = (aim?: number): Scope => ({
  days: 60,
  scored: [{ from: 0, to: 60, ...(aim === undefined ? {} : { aim }) }],
});

/** The last two weeks are a month after the change: what has been learned of it by then. */
const afterChange: Scope = {
  days: 90,
  scored: [
    { from: 0, to: 60 },
    { from: 76, to: 90, aim: 0.86 },
  ],
};

/** A seed's curves come from numbers of their own: the luck of the days is another. */
const worldOf = (name: string, scope: Scope, draw: (random: Random, platform: number) => PlatformTruth): World => ({
  ...{ name, ...scope },
  truthFrom: (seed) => {
    const random = randomFrom(-seed);
    return Array.from({ length: platforms }, (_, platform) => draw(random, platform));
  },
});

export const worlds: readonly World[] = [
  worldOf('A mild', sixtyDays(0.97), (random) => standing(hillFrom(random, mild))),
  worldOf('B scarce', sixtyDays(0.94), (random) => standing(hillFrom(random, scarce))),
  worldOf('C few conversions', sixtyDays(0.88), (random) => standing(hillFrom(random, few))),
  worldOf('D half change at day 45', afterChange, changing),
  worldOf('E reported late', sixtyDays(0.93), (random) => {
    const curve = hillFrom(random, scarce);
    return { ...standing(curve), arrivals: arrivalsOf(random.magnitude(...lagDays)) };
  }),
  worldOf('F exponential', sixtyDays(), (random) => standing(otherFrom(random, (scale) => exponential(1, scale)))),
  worldOf('G power', sixtyDays(), (random) =>
    standing(otherFrom(random, (scale) => power(1, scale, random.between(...exponents)))),
  ),
  worldOf('H logarithmic', sixtyDays(), (random) => standing(otherFrom(random, (scale) => logarithmic(1, scale)))),
  worldOf('I threshold', sixtyDays(), (random) => standing(thresholdFrom(random))),
  worldOf('J S-shaped', sixtyDays(), (random) => standing(hillFrom(random, sShaped))),
  worldOf('K weekends, noisy days', sixtyDays(), (random) => withWeekends(random, hillFrom(random, scarce))),
];
