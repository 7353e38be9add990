import type {
  AdGroupRef,
  AdoptedSettings,
  AdRef,
  FieldState,
  MappingId,
  MappingStatus,
  OperationKind,
  PlanLine,
  Platform,
  Recommendation,
  ResultTotals,
  StepName,
  WorkflowTarget,
} from '@campaigns/contracts';
import type { WorkflowEventOf } from './input.ts';

/** One platform's campaign as far as the run knows. */
export type PlatformRun = Readonly<{
  target: WorkflowTarget;
  status: MappingStatus;
  platformCampaignId: string | null;
  tag: string | null;
  adGroup: AdGroupRef | undefined;
  ads: readonly AdRef[];
  /** How the deployment comes out here; absent until it is planned. */
  plan: readonly PlanLine[] | undefined;
  /** What a pull takes over from the platform. */
  adopted: AdoptedSettings | undefined;
  /** How both sides lie to each other, field by field; absent until the run has looked, and in runs of before policies. */
  fields?: readonly FieldState[] | undefined;
  /** What it brought, since the day that the run asked about; absent until it is read. */
  totals: ResultTotals | undefined;
}>;

export type Failure = Readonly<{ step: StepName; mappingId: MappingId; error: string }>;

export type AskedOperation = Readonly<{
  mappingId: MappingId;
  step: StepName;
  kind: OperationKind;
  /** The tag that something was to be created with. */
  tag: string | null;
  /** Which creative an ad was to be created from. */
  creativeId: string | null;
  /** `unclear`: it failed, and may have been done all the same. */
  outcome: 'open' | 'succeeded' | 'failed' | 'unclear';
}>;

/** A platform that takes no further part, because a person said so. */
export type SetAside = Readonly<{ mappingId: MappingId; reason: string }>;

export type Run = Readonly<{
  /** `needs_operator`: nothing is in flight, and a person says how it goes on. */
  status: 'running' | 'needs_operator' | 'ended';
  started: WorkflowEventOf<'WorkflowStarted'>['data'];
  /** Latest time heard of. A run never goes back in time, even when the clocks of two services differ. */
  lastAt: string;
  /** The step under way; `null` between two steps. */
  step: StepName | null;
  finished: readonly StepName[];
  platforms: readonly PlatformRun[];
  /** By operation id. */
  operations: Readonly<Record<string, AskedOperation>>;
  /** Operations asked for and not settled. */
  open: number;
  /** Mappings whose campaign this run created, in order. */
  created: readonly MappingId[];
  /** What this run created and removed again. */
  removed: readonly Readonly<{ platform: Platform; platformCampaignId: string }>[];
  failures: readonly Failure[];
  /** How often a person had a step tried again on a platform, by `triesKey`. */
  tries: Readonly<Record<string, number>>;
  setAside: readonly SetAside[];
  /** A person let it go on with the platforms that are well: from there it asks nobody any more. */
  isResumed: boolean;
  /** Why a person called it off. */
  cancelled: string | null;
  /** It has asked how the budget should be split, and goes on when that is answered. */
  analysis: 'asked' | 'answered' | undefined;
  recommendation: Recommendation | undefined;
}>;

export const triesKey = (step: StepName, mappingId: MappingId): string => `${step} ${mappingId}`;

export type WorkflowRun = Readonly<{ status: 'absent' }> | Run;
