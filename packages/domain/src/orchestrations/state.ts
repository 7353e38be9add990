import type {
  AdGroupRef,
  AdRef,
  AppliedSettings,
  BudgetLimit,
  DraftedMapping,
  Flight,
  MappingId,
  MappingStatus,
  OrchestrationStatus,
  SyncDirection,
  SyncType,
  WorkflowId,
} from '@campaigns/contracts';
import type { EventOf } from './commands.ts';

export type Mapping = Readonly<
  DraftedMapping & {
    status: MappingStatus;
    platformCampaignId: string | null;
    tag: string | null;
    error: string | null;
    adGroup: AdGroupRef | undefined;
    ads: readonly AdRef[];
    budgetMicros: number;
    /** What it is called on its platform, where that is not the orchestration's name. */
    ownName: string | null;
    /** What was last sent to the platform, and the most that it may spend while that is not confirmed. */
    sent: Readonly<{ micros: number; atMostMicros: number; name: string }> | null;
    /** What the platform last confirmed. */
    applied: AppliedSettings | null;
  }
>;

/** What was changed outside on a campaign, cannot be taken over, and has not been put back yet. */
export type Refusal = Readonly<{ mappingId: MappingId; fields: readonly ('budget' | 'status')[] }>;

/** The run that may change what campaigns are: one at a time. */
export type LifecycleRun = Readonly<{
  workflowId: WorkflowId;
  goal: 'deploy' | 'pause' | 'resume' | 'complete' | 'clean_up';
  /** What it is about. */
  mappingIds: readonly MappingId[];
}>;

type Drafted = Omit<EventOf<'OrchestrationDrafted'>['data'], 'mappings' | 'allocation'>;

export type ExistingOrchestration = Readonly<
  Drafted & {
    status: OrchestrationStatus;
    mappings: readonly Mapping[];
    /** From the first deployment on. */
    flight: Flight | null;
    lifecycleRun: LifecycleRun | null;
    /** The sync or optimization that is under way. */
    syncRun: WorkflowId | null;
    /** Plans that are being made; any number, because they change nothing. */
    planRuns: readonly WorkflowId[];
    /** While it is scheduled: when it starts, and whether nobody was there at that time. */
    start: Readonly<{ at: string; missed: boolean }> | null;
    archivedAt: string | null;
    /** What allocators have to heed; a platform that is not named has none. */
    budgetLimits: readonly BudgetLimit[];
    /** The total that was spent; `null` as long as there is more than that. */
    spentCapMicros: number | null;
    /** A pause that waits for the current run to settle. */
    pendingPause: WorkflowId | null;
    /** Until when changes on the platforms have been read by all of them, and until when the current sync reads them. */
    changesRead: Readonly<{ until: string | null; next: string | null }>;
    /** A budget that waits for the current run to settle before it is brought to the platforms. */
    pendingPush: WorkflowId | null;
    /** Waits for a run that puts ours back. */
    refused: readonly Refusal[];
  }
>;

export type Orchestration = Readonly<{ status: 'absent' }> | ExistingOrchestration;

export const isLive = ({ status, platformCampaignId }: Mapping): boolean =>
  platformCampaignId !== null && (status === 'active' || status === 'paused');

/** Whether the run under way pauses every campaign that is active. */
export const isStopping = ({ lifecycleRun, mappings }: ExistingOrchestration): boolean =>
  (lifecycleRun?.goal === 'pause' || lifecycleRun?.goal === 'complete') &&
  mappings.every(
    (mapping) => mapping.status !== 'active' || !isLive(mapping) || lifecycleRun.mappingIds.includes(mapping.mappingId),
  );

/** Whether a sync brings names and budgets to the platforms. */
export const carriesSettings = (syncType: SyncType, direction: SyncDirection | undefined): boolean =>
  direction !== 'pull' && (syncType === 'full' || syncType === 'settings');
