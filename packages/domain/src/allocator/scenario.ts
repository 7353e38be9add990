import type { Platform } from '@campaigns/contracts';
import type { Interval } from './interval.ts';
import type { BoundBy } from './question.ts';

/** What is to be thought through; money in micros, budgets a day. */
export type Wanted =
  | Readonly<{ kind: 'budget'; totalMicros: number }>
  /** The question's budget, and so many per cent more, or less if negative. */
  | Readonly<{ kind: 'change'; percent: number }>
  /**
   * The largest budget at which an outcome costs no more than this: on average, or the last one. The last one is dearer; a budget
   * by the average goes on where the last outcomes cost more than they may.
   */
  | Readonly<{ kind: 'target'; costMicros: number; by: 'average' | 'marginal' }>;

export type ScenarioArm<Key extends string = Platform> = Readonly<{
  platform: Key;
  amountMicros: number;
  outcomes: Interval;
  /** Outcomes for one more unit of the currency. */
  marginal: number;
  boundBy: BoundBy;
  /** Outcomes more in all if the limit that binds gave way by 1 % of the amount. */
  shadowPrice: number;
}>;

export type Scenario<Key extends string = Platform> =
  | Readonly<{
      kind: 'scenario';
      wanted: Wanted;
      totalMicros: number;
      outcomes: Interval;
      /** Of one outcome; infinite while none is expected. */
      averageCostMicros: number;
      marginalCostMicros: number;
      arms: readonly ScenarioArm<Key>[];
      /** Outcomes for 1 % more budget. */
      shadowPriceOfTotal: number;
    }>
  | Readonly<{ kind: 'infeasible'; wanted: Wanted; conflict: readonly string[] }>
  /** No budget that the limits allow has outcomes as cheap as this; the cheapest there are. */
  | Readonly<{ kind: 'unreachable'; wanted: Wanted; leastCostMicros: number }>;
