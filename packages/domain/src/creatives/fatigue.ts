import { type CreativeHistory, type CreativeMeasure, daysBefore, type Trials, trialsOf } from './creative-history.ts';
import { type Interval, intervalOf, logRate, scatterOf, totalsOf } from './rate.ts';

export type FatigueSettings = Readonly<{
  measure: CreativeMeasure;
  /** Days of delivery at the beginning that are left out: platforms are still looking for the audience. */
  warmUpDays: number;
  /** Days of delivery, at least, of the first period, which the last one is compared with. */
  baselineDays: number;
  /** The last period, in days of the calendar. */
  recentDays: number;
  /** What each of the two needs at least: impressions for the click rate, clicks for the conversion rate. */
  leastTrials: number;
  /** Clicks or conversions that the first period needs at least. */
  leastEvents: number;
  /** A loss of more than this part of the first rate is fatigue. */
  drop: number;
}>;

/** A week on each side has every weekday once; a fifth is lost before a new creative pays for the work on it. */
export const fatigueDefaults: Readonly<Record<CreativeMeasure, FatigueSettings>> = {
  ctr: {
    ...{ measure: 'ctr', warmUpDays: 2, baselineDays: 7, recentDays: 7 },
    ...{ leastTrials: 2_000, leastEvents: 20, drop: 0.2 },
  },
  conversion_rate: {
    ...{ measure: 'conversion_rate', warmUpDays: 2, baselineDays: 7, recentDays: 7 },
    ...{ leastTrials: 200, leastEvents: 20, drop: 0.2 },
  },
};

/** Days from the first to the last, with what was measured on them. */
export type FatiguePeriod = Readonly<{ from: string; to: string; trials: number; events: number }>;

/**
 * `learning`: too little is known. `fatigued`: the whole interval of the ratio lies below 1 less the drop. `fatiguing`: it
 * lies below 1. `healthy`: it does not.
 */
export type FatigueState = 'learning' | 'healthy' | 'fatiguing' | 'fatigued';

export type Fatigue = Readonly<{
  state: FatigueState;
  baseline: FatiguePeriod | null;
  recent: FatiguePeriod | null;
  /** The last rate as a part of the first one; `null` while learning. */
  ratio: Interval | null;
}>;

const periodOf = (days: readonly Trials[]): FatiguePeriod | null => {
  const [first] = days;
  return first === undefined ? null : { from: first.date, to: days.at(-1)?.date ?? first.date, ...totalsOf(days) };
};

/** The first days after the warm-up, until there are enough of them and enough on them; `undefined` when there never are. */
const firstPeriod = (days: readonly Trials[], settings: FatigueSettings): readonly Trials[] | undefined => {
  const { warmUpDays, baselineDays, leastTrials, leastEvents } = settings;
  const after = days.slice(warmUpDays);
  let trials = 0;
  let events = 0;
  for (const [index, day] of after.entries()) {
    trials += day.trials;
    events += day.events;
    if (index + 1 >= baselineDays && trials >= leastTrials && events >= leastEvents) return after.slice(0, index + 1);
  }
  return undefined;
};

/** How a creative does now against how it once did, by its own history on one platform. */
export const fatigueOf = (history: CreativeHistory, settings: FatigueSettings): Fatigue => {
  const days = trialsOf(history, settings.measure);
  const baseline = firstPeriod(days, settings);
  if (baseline === undefined) return { state: 'learning', baseline: null, recent: null, ratio: null };
  const since = daysBefore(days.at(-1)?.date ?? '', settings.recentDays);
  const recent = days.slice(settings.warmUpDays + baseline.length).filter(({ date }) => date > since);
  const periods = { baseline: periodOf(baseline), recent: periodOf(recent) };
  if (totalsOf(recent).trials < settings.leastTrials) return { state: 'learning', ...periods, ratio: null };
  const scatter = scatterOf(baseline, recent);
  const [before, now] = [logRate(baseline, scatter), logRate(recent, scatter)];
  const ratio = intervalOf({
    ...{ mean: now.mean - before.mean, variance: now.variance + before.variance, degrees: scatter.degrees },
  });
  const state = ratio.p90 < 1 - settings.drop ? 'fatigued' : ratio.p90 < 1 ? 'fatiguing' : 'healthy';
  return { state, ...periods, ratio };
};
