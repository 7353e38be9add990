import { z } from 'zod';

export const platform = z.enum(['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat']);
export type Platform = z.infer<typeof platform>;

/** A value of one kind for each platform. */
export const forEachPlatform = <Value>(valueFor: (platform: Platform) => Value): Readonly<Record<Platform, Value>> =>
  Object.fromEntries(platform.options.map((each) => [each, valueFor(each)])) as Record<Platform, Value>;

export const category = z.enum(['awareness', 'consideration', 'conversion', 'retention']);
export type Category = z.infer<typeof category>;

export const objective = z.enum([
  'brand_awareness',
  'traffic',
  'engagement',
  'video_views',
  'lead_gen',
  'conversions',
  'app_installs',
  'sales',
]);
export type Objective = z.infer<typeof objective>;

export const orchestrationStatus = z.enum(['draft', 'scheduled', 'active', 'paused', 'completed', 'failed']);
export type OrchestrationStatus = z.infer<typeof orchestrationStatus>;

export const mappingStatus = z.enum(['pending', 'creating', 'active', 'paused', 'failed']);
export type MappingStatus = z.infer<typeof mappingStatus>;

export const syncStrategy = z.enum(['manual', 'auto', 'scheduled']);
export type SyncStrategy = z.infer<typeof syncStrategy>;

export const workflowType = z.enum(['creation', 'activation', 'optimization', 'sync', 'deactivation']);
export type WorkflowType = z.infer<typeof workflowType>;

/**
 * `needs_operator` waits for a person; the others after `running` are ends. `compensated`: all that was made is undone.
 * `partially_compensated`: something is left on a platform, named with its id there.
 */
export const workflowStatus = z.enum([
  'pending',
  'running',
  'needs_operator',
  'completed',
  'failed',
  'compensated',
  'partially_compensated',
  'cancelled',
]);
export type WorkflowStatus = z.infer<typeof workflowStatus>;

/** Whether a run is over, however it ended; one that waits for a person is not. */
export const hasEnded = (status: WorkflowStatus): boolean =>
  status !== 'pending' && status !== 'running' && status !== 'needs_operator';

export const syncType = z.enum(['full', 'incremental', 'settings', 'performance', 'creative']);
export type SyncType = z.infer<typeof syncType>;

/**
 * Who asks for a sync: a person, the orchestration's frequency (`auto`) or cron (`schedule`), a changed budget, or the
 * platform with a notice of its own.
 */
export const syncTrigger = z.enum(['manual', 'auto', 'schedule', 'budget', 'notice']);
export type SyncTrigger = z.infer<typeof syncTrigger>;

export const syncDirection = z.enum(['push', 'pull', 'bidirectional']);
export type SyncDirection = z.infer<typeof syncDirection>;

export const syncStatus = z.enum(['running', 'completed', 'failed', 'partial']);
export type SyncStatus = z.infer<typeof syncStatus>;

/** What a sync compares: on each platform's campaign, and whether it is there at all. */
export const syncField = z.enum(['name', 'status', 'budget', 'existence', 'ads']);
export type SyncField = z.infer<typeof syncField>;

/**
 * What happens when a platform has something else than what is meant: ours is brought there, theirs is taken over, it is
 * only reported, or neither side touches it until a person decides (`freeze`).
 */
export const conflictPolicy = z.enum(['ours', 'theirs', 'report', 'freeze']);
export type ConflictPolicy = z.infer<typeof conflictPolicy>;

/**
 * How what is meant, what was last applied and what a platform shows lie to each other. `normalised`: the platform writes
 * the same in its own way. `unreviewed`: nobody could look.
 */
export const differenceClass = z.enum([
  'in_sync',
  'ours_pending',
  'changed_outside',
  'conflict',
  'normalised',
  'unreviewed',
]);
export type DifferenceClass = z.infer<typeof differenceClass>;

/** What becomes of a scheduled start that nobody could make in time. */
export const latePolicy = z.enum(['run', 'skip', 'ask']);
export type LatePolicy = z.infer<typeof latePolicy>;

/** What happens to the other platforms when one fails during a deployment; `ask`: a person decides. */
export const failurePolicy = z.enum(['rollback', 'continue', 'ask']);
export type FailurePolicy = z.infer<typeof failurePolicy>;

export const connectionStatus = z.enum(['active', 'suspended']);
export type ConnectionStatus = z.infer<typeof connectionStatus>;

/** How a connection is, in full; all but `active` and `expiring` are suspended. */
export const connectionState = z.enum(['active', 'expiring', 'expired', 'revoked', 'scope_missing', 'suspended']);
export type ConnectionState = z.infer<typeof connectionState>;

/** How a conversion is shared among the touches before it. */
export const attributionModel = z.enum(['first', 'last', 'linear', 'time_decay', 'position', 'data_driven']);

/** `system` is the operator of the product itself: the only role that makes global templates. */
export const role = z.enum(['viewer', 'operator', 'admin', 'system']);
export type Role = z.infer<typeof role>;

export const categoryLabels: Readonly<Record<Category, string>> = {
  awareness: 'Awareness',
  consideration: 'Consideration',
  conversion: 'Conversion',
  retention: 'Retention',
};

export const objectiveLabels: Readonly<Record<Objective, string>> = {
  brand_awareness: 'Brand Awareness',
  traffic: 'Traffic',
  engagement: 'Engagement',
  video_views: 'Video Views',
  lead_gen: 'Lead Generation',
  conversions: 'Conversions',
  app_installs: 'App Installs',
  sales: 'Sales',
};
