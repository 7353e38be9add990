import type {
  AdGroupRef,
  AdRef,
  MappingId,
  MappingStatus,
  OperationKind,
  PlanLine,
  Platform,
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
  settled: boolean;
}>;

export type Run = Readonly<{
  status: 'running' | 'ended';
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
}>;

export type WorkflowRun = Readonly<{ status: 'absent' }> | Run;
