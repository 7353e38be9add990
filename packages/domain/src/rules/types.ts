import type {
  ActionClass,
  DailyMetrics,
  EvaluationEvent,
  MappingStatus,
  OrchestrationId,
  OrchestrationStatus,
  OrgId,
  Platform,
  RuleActionEvent,
  RuleActionId,
  RuleCommand,
  RuleContent,
  RuleId,
  RuleRunId,
} from '@campaigns/contracts';

/**
 * What an evaluation goes by: plain data, so that the same values give the same decisions, whenever and wherever. Instants are
 * ISO, dates `2026-11-25`, amounts micros. Where a guard speaks of a day it is the one in UTC.
 */

/** A creative on one platform, and how worn it is. */
export type RuleCreative = Readonly<{
  creativeId: string;
  isResting: boolean;
  /** `null` for one that is shown. */
  restingSince: string | null;
  /** `null` for one that rests. */
  shownSince: string | null;
  fatigue: 'learning' | 'healthy' | 'fatiguing' | 'fatigued';
}>;

/** One platform of an orchestration. */
export type PartSnapshot = Readonly<{
  platform: Platform;
  status: MappingStatus;
  budgetMicros: number;
  /** The part as it was when the day began. */
  dayBeganMicros: number;
  /** Since the campaign began, today included. */
  spentMicros: number;
  /** In the order of their dates, each once; a day without a line had no delivery. `daysNeeded` says how far back. */
  days: readonly DailyMetrics[];
  /** When results were last read; `null`: never. */
  observedAt: string | null;
  /** The account's date at that moment. */
  observedOn: string | null;
  /** The account's date now. */
  today: string;
  /** The part of a day's conversions that is reported so many days later, as learned; else the platform's stated curve. */
  completenessByAge?: readonly number[] | undefined;
  creatives: readonly RuleCreative[];
}>;

/** A change of an orchestration that happened, whoever made it. */
export type PastChange = Readonly<{
  at: string;
  /** `null`: of all platforms. */
  platform: Platform | null;
  kind: 'budget' | 'status' | 'creatives';
  by: 'person' | 'rule' | 'system';
}>;

/** What a rule did to an orchestration, and what became of it. */
export type PastAction = Readonly<{
  actionId: RuleActionId;
  ruleId: RuleId;
  runId: RuleRunId;
  platform: Platform | null;
  class: ActionClass;
  command: RuleCommand;
  at: string;
  outcome: 'pending' | 'done' | 'refused';
  /** When a person took it back. */
  undoneAt: string | null;
}>;

export type RuleSnapshot = Readonly<{
  orchestrationId: OrchestrationId;
  orgId: OrgId;
  status: OrchestrationStatus;
  currency: string;
  totalMicros: number;
  /** Whether the whole budget is spent: then nothing is resumed. */
  isSpent: boolean;
  flightEndAt: string | null;
  /** Runs under way: one that changes what campaigns are, and a sync or optimization. */
  busy: Readonly<{ lifecycle: boolean; sync: boolean }>;
  parts: readonly PartSnapshot[];
  /** Of the last 90 days at least. */
  changes: readonly PastChange[];
  /** See `actionHistory`. */
  actions: readonly PastAction[];
  /** How many actions (`RuleActed`) each rule has taken today, in UTC, over all orchestrations; messages do not count. */
  actionsToday: Readonly<Partial<Record<RuleId, number>>>;
  now: string;
}>;

/** A rule that is to be looked at in this tick. */
export type RuleToEvaluate = Readonly<{
  ruleId: RuleId;
  version: number;
  /** `null`: of the whole organisation. */
  orchestrationId: OrchestrationId | null;
  createdAt: string;
  content: RuleContent;
  runId: RuleRunId;
  trigger: 'schedule' | 'performance' | 'manual';
}>;

export type EvaluationInput = Readonly<{ snapshot: RuleSnapshot; rules: readonly RuleToEvaluate[] }>;

export type RuleEvaluation = Extract<EvaluationEvent, { type: 'RuleEvaluated' }>['data'];
export type RuleActed = Extract<RuleActionEvent, { type: 'RuleActed' }>['data'];

export type EvaluationOutcome = Readonly<{
  /** One for each rule and entity. */
  evaluations: readonly RuleEvaluation[];
  /**
   * In the order in which they are to be sent, each when the one before has been taken in. What a rule pauses, resumes or rotates on
   * several platforms is one action, of no single platform. Two rules may still want two such runs at once: a command that meets
   * `workflow-in-progress` is tried again for some seconds, and says nothing against its rule when that run takes longer.
   */
  actions: readonly RuleActed[];
}>;
