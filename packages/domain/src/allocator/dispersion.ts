import type { Evidence } from './evidence.ts';

/** Pairs of days that the belief beforehand is worth. */
const beforehand = 8;

/**
 * However alike days are, one says no more than so many independent events would: what a day brings is known to a tenth. With more, what a
 * curve's table is rounded to would be taken for the shape of the curve.
 */
const mostEventsPerDay = 100;

/** The least dispersion of days that bring so much. */
const floorFor = (days: Evidence['days']): number =>
  days.reduce((sum, { outcome }) => sum + outcome, 0) / Math.max(1, days.length) / mostEventsPerDay;

type Pairs = Readonly<{ count: number; sum: number }>;

/**
 * How much neighbouring days differ from what their spend says, as a multiple of what independent single outcomes would
 * differ: (y₁ − n·p)² ÷ (n·p·(1 − p)) for each pair of days, n their sum and p the first one's part of the spend. A pair says
 * nothing of level or curve, so neither has to be known.
 */
const pairsOf = ({ days }: Evidence): Pairs => {
  let [count, sum] = [0, 0];
  for (let index = 0; index + 1 < days.length; index += 1) {
    const [one, other] = [days[index], days[index + 1]];
    if (one === undefined || other === undefined) continue;
    const outcomes = one.outcome + other.outcome;
    if (outcomes === 0) continue;
    const part = one.spend / (one.spend + other.spend);
    count += 1;
    sum += (one.outcome - outcomes * part) ** 2 / (outcomes * part * (1 - part));
  }
  return { count, sum };
};

/**
 * For each arm the outcomes that count as one independent event: 1 where outcomes come one by one, more where they come in
 * clusters or as money; for revenue it is about the value of a conversion. Learned from all arms and then from each one's own days.
 * At least a hundredth of what a day brings; and counted outcomes never say more than their number: at least 1.
 */
export const dispersionsOf = (evidence: readonly Evidence[], isCounted: boolean): readonly number[] => {
  const pairs = evidence.map(pairsOf);
  const all = pairs.reduce((one, other) => ({ count: one.count + other.count, sum: one.sum + other.sum }), {
    count: 0,
    sum: 0,
  });
  const least = isCounted ? 1 : 1e-6;
  const learned = isCounted
    ? (beforehand + all.sum) / (beforehand + all.count)
    : all.count === 0
      ? 1
      : all.sum / all.count;
  // An arm that has brought nothing yet has no floor of its own.
  const common = Math.max(learned, floorFor(evidence.flatMap(({ days }) => days)));
  return pairs.map(({ count, sum }, arm) =>
    Math.max(least, floorFor(evidence[arm]?.days ?? []), (beforehand * common + sum) / (beforehand + count)),
  );
};
