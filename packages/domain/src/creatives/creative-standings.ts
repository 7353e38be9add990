import type { Platform } from '@campaigns/contracts';
import type { Likelihood } from '../pacing/likelihood.ts';
import { type CreativeHistory, type CreativeMeasure, daysBefore, trialsOf } from './creative-history.ts';
import { type Fatigue, fatigueDefaults, fatigueOf } from './fatigue.ts';
import { probabilitiesBest } from './probability-best.ts';
import { type Interval, intervalOf, logRate, scatterOf } from './rate.ts';

export type CreativeStanding = Readonly<{
  creativeId: string;
  platform: Platform;
  /** Clicks per impression or conversions per click, from 0 to 1, over the last days; `null` where nothing is known. */
  rate: Interval | null;
  /** That none of those that can be shown on the platform has a higher rate; `null` for one that cannot, or is not known. */
  probabilityBest: number | null;
  /** By that probability, 1 first; `null` where that is. */
  rank: number | null;
  fatigue: Fatigue;
}>;

/** The rate is that of the last two weeks: what was before says how it got there, not how it is. */
const rateDays = 14;

/** What is believed of the present rate; `undefined` where nothing is known. */
const presentRate = (history: CreativeHistory, measure: CreativeMeasure): Likelihood | undefined => {
  const days = trialsOf(history, measure);
  const since = daysBefore(days.at(-1)?.date ?? '1970-01-01', rateDays);
  const last = days.filter(({ date }) => date > since);
  return last.length === 0 ? undefined : logRate(last, scatterOf(last));
};

const onOnePlatform = (
  histories: readonly CreativeHistory[],
  measure: CreativeMeasure,
): readonly CreativeStanding[] => {
  const known = histories.map((history) => ({ history, rate: presentRate(history, measure) }));
  const contenders = known.flatMap(({ history, rate }) =>
    rate !== undefined && history.canDeliver ? [{ history, rate }] : [],
  );
  const chances = probabilitiesBest(contenders.map(({ rate }) => rate));
  const best = new Map(contenders.map(({ history }, index) => [history, chances[index] ?? 0]));
  const order = contenders
    .map(({ history }) => history)
    .toSorted((a, b) => (best.get(b) ?? 0) - (best.get(a) ?? 0) || (a.creativeId < b.creativeId ? -1 : 1));
  return known.map(({ history, rate }) => ({
    ...{ creativeId: history.creativeId, platform: history.platform },
    rate: rate === undefined ? null : intervalOf(rate),
    probabilityBest: best.get(history) ?? null,
    rank: best.has(history) ? order.indexOf(history) + 1 : null,
    fatigue: fatigueOf(history, fatigueDefaults[measure]),
  }));
};

/**
 * How creatives stand, in the order in which they come: each against its own past (fatigue), and those of one platform
 * against each other. Figures of different platforms are not compared.
 */
export const creativeStandings = (
  histories: readonly CreativeHistory[],
  measure: CreativeMeasure,
): readonly CreativeStanding[] => {
  const byPlatform = [...Map.groupBy(histories, ({ platform }) => platform).values()];
  const standings = new Map(
    byPlatform.flatMap((own) => {
      const found = onOnePlatform(own, measure);
      return own.map((history, index) => [history, found[index]] as const);
    }),
  );
  return histories.flatMap((history) => standings.get(history) ?? []);
};
