import type {
  DailyMetrics,
  MappingStatus,
  OrchestrationId,
  OrchestrationStatus,
  OrgId,
  Platform,
} from '@campaigns/contracts';
import type { PastChange, RuleCreative } from '../types.ts';

/** What was reported of a day, and when that became known. */
export type HistoryFact = Readonly<{ platform: Platform; observedAt: string; day: DailyMetrics }>;

/** How an orchestration was set from a moment on. */
export type HistorySetting = Readonly<{
  at: string;
  status: OrchestrationStatus;
  totalMicros: number;
  parts: readonly Readonly<{
    platform: Platform;
    status: MappingStatus;
    budgetMicros: number;
    creatives?: readonly RuleCreative[] | undefined;
  }>[];
}>;

/** What is recorded of one orchestration. Nothing of it is seen in a backtest before its own time. */
export type OrchestrationHistory = Readonly<{
  orchestrationId: OrchestrationId;
  orgId: OrgId;
  currency: string;
  flightEndAt: string | null;
  /** Of the accounts; UTC where it is not known. */
  zones: Readonly<Partial<Record<Platform, string>>>;
  settings: readonly HistorySetting[];
  facts: readonly HistoryFact[];
  /** When results were read, also when there was nothing new in them. A fact's time is one of these, named or not. */
  looks?: readonly Readonly<{ platform: Platform; at: string }>[] | undefined;
  changes: readonly PastChange[];
}>;
