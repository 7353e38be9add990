import type {
  AlertSettings,
  DailyMetrics,
  DifferenceClass,
  Flight,
  MappingStatus,
  OrchestrationId,
  OrchestrationStatus,
  Platform,
} from '@campaigns/contracts';

/** A field that differs on a platform, and what was done about it. */
export type SeenDifference = Readonly<{
  path: string;
  difference: DifferenceClass;
  action: 'none' | 'pushed' | 'adopted' | 'reported' | 'held';
}>;

/** What alerts about one platform of an orchestration go by. Instants are ISO, amounts micros. */
export type PartFacts = Readonly<{
  platform: Platform;
  status: MappingStatus;
  budgetMicros: number;
  timeZone: string;
  /** Since the campaign began. */
  spentMicros: number;
  /** In the order of their dates; a day without a line had no delivery. */
  days: readonly DailyMetrics[];
  /** When results were last read; `null`: never. */
  observedAt: string | null;
  /** Since when its campaign has been active without interruption; `null` when it is not. */
  deliveringSince: string | null;
  /** The last look at the campaign or its results that succeeded; `null`: never. */
  lookedAt: string | null;
  differences: readonly SeenDifference[];
}>;

/** What alerts about an orchestration go by. */
export type AlertFacts = Readonly<{
  orchestrationId: OrchestrationId;
  status: OrchestrationStatus;
  currency: string;
  totalMicros: number;
  flight: Flight | null;
  /** `null` where nobody syncs by himself: then no look can be late. */
  syncPeriodMs: number | null;
  parts: readonly PartFacts[];
  /** Thresholds of the budget whose alerts are not resolved. */
  openPercents: readonly number[];
  settings: AlertSettings;
  now: string;
}>;

export const isRunning = ({ status }: Pick<AlertFacts, 'status'>): boolean => status === 'active';

/** Currency units with two decimals at least as a person reads them, for messages. */
export const inWords = (micros: number, currency: string): string => `${(micros / 1_000_000).toFixed(2)} ${currency}`;

export const unitsOf = (micros: number): number => micros / 1_000_000;

/** To two decimals: for values that are shown. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
