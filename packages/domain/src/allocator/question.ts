import type { Platform } from '@campaigns/contracts';

/** What one day on one platform came to: spend in micros, and conversions × 10⁶ or revenue in micros, whichever is meant. */
export type AllocatorDay = Readonly<{ day: string; spendMicros: number; outcomeMicros: number }>;

/** A platform, or what else a key names, that may get a part of the budget; all amounts in micros a day. */
export type Arm<Key extends string = Platform> = Readonly<{
  platform: Key;
  /** In the order of days; a day that is not there is not known. */
  history: readonly AllocatorDay[];
  budgetMicros: number;
  leastMicros: number;
  mostMicros: number;
  /** Keeps its part, whatever is better. */
  isLocked: boolean;
}>;

export type AllocatorLimits = Readonly<{
  /** The most that a part may change at once, in per cent of what it is. */
  mostMovePercent: number;
  /** What every platform that is not locked gets at least, in per cent of an equal part, so that it stays known. */
  explorationPercent: number;
  /** Nothing moves unless the new split is better than the present one with this probability. */
  leastProbability: number;
}>;

export type AllocatorQuestion<Key extends string = Platform> = Readonly<{
  currency: string;
  /** What is split, in micros a day; a multiple of the currency's smallest unit. */
  totalMicros: number;
  arms: readonly Arm<Key>[];
  limits: AllocatorLimits;
  /** What outcomes are; conversions if it is not said. */
  outcome?: 'conversions' | 'revenue';
  /** The day for which the split is made. Days before it count, the youngest of them as far as they are mature. */
  today: string;
  /** The same question with the same seed has the same answer. */
  seed: number;
}>;

/** What held a part where it is. */
export type BoundBy = 'minimum' | 'maximum' | 'move' | 'exploration' | 'locked' | null;

export type ArmAnswer<Key extends string = Platform> = Readonly<{
  platform: Key;
  beforeMicros: number;
  afterMicros: number;
  /** Outcomes a day at the part before and after: mean, and the ends of an 80 % interval. */
  before: Readonly<{ mean: number; p10: number; p90: number }>;
  after: Readonly<{ mean: number; p10: number; p90: number }>;
  /** Outcomes for one more unit of the currency. */
  marginalBefore: number;
  marginalAfter: number;
  boundBy: BoundBy;
  /** The curve that is believed in: outcomes(spend) = most × spend^slope ÷ (half^slope + spend^slope), as posterior means. */
  curve: Readonly<{ mostPerDay: number; halfMicros: number; slope: number }>;
  /** Days that were learned from, their weights added up. */
  evidenceDays: number;
}>;

export type AllocatorAnswer<Key extends string = Platform> =
  | Readonly<{
      kind: 'split';
      /** False: it is better to stay; the parts are then what they were. */
      moves: boolean;
      arms: readonly ArmAnswer<Key>[];
      /** That the new split brings more than the present one. */
      probabilityBetter: number;
    }>
  /** Limits that cannot all hold; taking any one of these away makes the rest possible. */
  | Readonly<{ kind: 'infeasible'; conflict: readonly string[] }>;
