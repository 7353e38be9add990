import {
  type CreditedBy,
  type DailyMetrics,
  type OutcomeMeasure,
  type Platform,
  smallestUnitMicros,
} from '@campaigns/contracts';
import type { AllocatorDay, AllocatorQuestion, Arm } from '../allocator/question.ts';
import { shippedLimits } from '../allocator/shipped-limits.ts';
import { creditedDays } from '../attribution/credited-days.ts';
import type { AttributionModel } from '../attribution/models.ts';
import type { Touchpoint } from '../attribution/touchpoint.ts';
import { type ExistingOrchestration, isLive, type Mapping } from '../orchestrations/state.ts';
import { allocatorDays, countedFor, measureFor } from './outcome-measure.ts';
import { dailyOf, daysLeftOf, type RemainingPart, remainingOf } from './remaining-budget.ts';

/** What is known of a platform's results for an orchestration. */
export type PlatformResults = Readonly<{
  platform: Platform;
  /** Of the ad account, which counts the days. */
  timeZone: string;
  /** Since the beginning. */
  spentMicros: number;
  /** In the order of days, without those that nobody has looked at as a whole. */
  days: readonly DailyMetrics[];
  /** Of campaigns with a like objective on the same account, on days before the first of its own. */
  accountDays: readonly DailyMetrics[];
}>;

/** Imported touches and conversions, and how they are to be credited. */
export type Crediting = Readonly<{ by: CreditedBy; touchpoints: readonly Touchpoint[] }>;

export type CaseInput = Readonly<{
  state: ExistingOrchestration;
  results: readonly PlatformResults[];
  /** `undefined`: what platforms report counts. */
  crediting: Crediting | undefined;
  mostChangePercent: number;
  /** What results are, and not what they are worth: where it is asked what one of them may cost. */
  isCounted?: boolean;
  seed: number;
  now: string;
}>;

/** An orchestration's budget as a question to the allocator, in daily amounts. */
export type AllocationCase = Readonly<{
  question: AllocatorQuestion;
  parts: readonly RemainingPart[];
  daysLeft: number;
  measure: OutcomeMeasure;
  creditedBy: CreditedBy | null;
  days: readonly Readonly<{ platform: Platform; own: number; account: number }>[];
}>;

const modelOf = ({ model, halfLifeDays }: CreditedBy): AttributionModel =>
  model === 'time_decay' ? { kind: model, halfLifeDays: halfLifeDays ?? 7 } : { kind: model };

const allDays = ({ days, accountDays }: PlatformResults): readonly DailyMetrics[] => [...accountDays, ...days];

type Histories = ReadonlyMap<Platform, readonly AllocatorDay[]>;

const histories = (
  { state, results }: CaseInput,
  crediting: Crediting | undefined,
  measure: OutcomeMeasure,
): Histories => {
  if (crediting === undefined) {
    return new Map(results.map((each) => [each.platform, allocatorDays(allDays(each), measure)]));
  }
  return creditedDays(modelOf(crediting.by), {
    ...{ touchpoints: crediting.touchpoints, lookbackDays: crediting.by.lookbackDays },
    ...{ outcome: measure === 'revenue' ? 'value' : 'conversions', currency: state.totalBudget.currency },
    // What the account's earlier campaigns were touched for is not told apart: only days of its own count.
    orchestrationId: state.orchestrationId,
    spend: results.map(({ platform, timeZone, days }) => ({
      ...{ platform, timeZone },
      days: days.map(({ date, spendMicros }) => ({ day: date, spendMicros })),
    })),
  });
};

/**
 * Credits count conversions; an objective that is about less is measured by what platforms report. So it is where nobody who was
 * touched by this orchestration, as far as is known, has bought anything: all its spend would seem to be for nothing.
 */
const creditedHistories = (input: CaseInput, measure: OutcomeMeasure): Histories | undefined => {
  if (input.crediting === undefined || (measure !== 'revenue' && measure !== 'conversions')) return undefined;
  const credited = histories(input, input.crediting, measure);
  const isAnyCredited = [...credited.values()].flat().some(({ outcomeMicros }) => outcomeMicros > 0);
  return isAnyCredited ? credited : undefined;
};

const armOf = (
  { state, now }: CaseInput,
  { status }: Mapping,
  { platform, dailyMicros, spentMicros }: RemainingPart,
  history: readonly AllocatorDay[],
): Arm => {
  const { currency } = state.totalBudget;
  const unit = smallestUnitMicros(currency);
  const limit = state.budgetLimits.find((each) => each.platform === platform);
  const daysLeft = state.flight === null ? 0 : daysLeftOf(state.flight, now);
  const daily = (micros: number): number => dailyOf(Math.max(0, micros - spentMicros), daysLeft, currency);
  const least = daily(limit?.leastMicros ?? 0);
  // One that is paused keeps its part, as does one that a person has locked; other limits on it are of no account then.
  const isLocked = status === 'paused' || limit?.locked === true;
  const most = limit?.mostMicros ?? null;
  return {
    ...{ platform, history, budgetMicros: dailyMicros, isLocked },
    leastMicros: isLocked ? 0 : Math.ceil(least / unit) * unit,
    mostMicros: isLocked || most === null ? Number.MAX_SAFE_INTEGER : daily(most),
  };
};

/** Platforms whose campaign exists; the others keep what they have. `undefined` when there is nothing left to allocate. */
export const allocationCase = (input: CaseInput): AllocationCase | undefined => {
  const { state, results, mostChangePercent, seed, now } = input;
  const { currency } = state.totalBudget;
  const live = state.mappings.filter(isLive);
  const daysLeft = state.flight === null ? 0 : daysLeftOf(state.flight, now);
  const resultsOf = (platform: Platform): PlatformResults | undefined =>
    results.find((each) => each.platform === platform);
  const spent = live.map(({ platform, budgetMicros }) => ({
    ...{ platform, budgetMicros, spentMicros: resultsOf(platform)?.spentMicros ?? 0 },
  }));
  const parts = remainingOf(spent, daysLeft, currency);
  const totalMicros = parts.reduce((sum, { dailyMicros }) => sum + dailyMicros, 0);
  if (daysLeft === 0 || totalMicros === 0) return undefined;
  const measure = input.isCounted ? countedFor(state.objective) : measureFor(state.objective, results.map(allDays));
  const credited = creditedHistories(input, measure);
  const known = credited ?? histories(input, undefined, measure);
  return {
    ...{ parts, daysLeft, measure, creditedBy: credited === undefined ? null : (input.crediting?.by ?? null) },
    days: live.map(({ platform }) => {
      const { days = [], accountDays = [] } = resultsOf(platform) ?? {};
      const spend = (of: readonly DailyMetrics[]): number => of.filter(({ spendMicros }) => spendMicros > 0).length;
      return { platform, own: spend(days), account: credited === undefined ? spend(accountDays) : 0 };
    }),
    question: {
      ...{ currency, totalMicros, seed, today: now.slice(0, 10) },
      outcome: measure === 'revenue' ? 'revenue' : 'conversions',
      limits: { ...shippedLimits, mostMovePercent: Math.min(mostChangePercent, shippedLimits.mostMovePercent) },
      arms: live.map((mapping, index) =>
        armOf(input, mapping, parts[index] as RemainingPart, known.get(mapping.platform) ?? []),
      ),
    },
  };
};
