import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { adCreative, adGroupRef, adRef, planLine } from './creative.ts';
import { defineEvent } from './event.ts';
import { orchestrationId, recommendationId, workflowId } from './ids.ts';
import { allocation, rotation, workflowTarget } from './orchestration-events.ts';
import {
  adoptedSettings,
  flight,
  operationContext,
  operationError,
  operationKind,
  operationResult,
  operationTask,
} from './platform-operation.ts';
import { creditedBy } from './recommendation-events.ts';
import {
  conflictPolicy,
  failurePolicy,
  mappingStatus,
  objective,
  platform,
  syncDirection,
  syncField,
  syncTrigger,
  syncType,
  workflowStatus,
  workflowType,
} from './vocabulary.ts';

/** A run's own copy of what it was asked to do, so that its stream alone explains it. */
export const workflowPurpose = z.discriminatedUnion('goal', [
  z.object({ goal: z.literal('deploy'), failurePolicy }),
  z.object({ goal: z.literal('plan'), failurePolicy, planHash: z.string() }),
  z.object({ goal: z.literal('clean_up') }),
  z.object({
    goal: z.literal('optimize'),
    since: z.iso.date(),
    apply: z.boolean(),
    mostChangePercent: z.int().min(1).max(100),
    creditedBy: creditedBy.optional(),
  }),
  z.object({ goal: z.literal('rotate'), rotations: z.array(rotation).min(1) }),
  z.object({ goal: z.literal('pause') }),
  z.object({ goal: z.literal('resume') }),
  z.object({ goal: z.literal('complete') }),
  z.object({
    goal: z.literal('sync'),
    syncType,
    direction: syncDirection,
    trigger: syncTrigger,
    since: z.iso.date(),
    changedSince: z.iso.datetime().optional(),
    policy: z.partialRecord(syncField, conflictPolicy).optional(),
  }),
]);
export type WorkflowPurpose = z.infer<typeof workflowPurpose>;

export const stepName = z.enum([
  'validate_configuration',
  'create_platform_campaigns',
  'create_ads',
  'sync_settings',
  'activate_campaigns',
  'pause_campaigns',
  'fetch_performance',
  'analyze_performance',
  'generate_recommendations',
  'apply_optimizations',
  'read_changes',
  'sync_creatives',
  'rotate_creatives',
  'roll_back',
  'clean_up',
]);
export type StepName = z.infer<typeof stepName>;

/** How one platform came out of a run. */
export const platformOutcome = z
  .object({
    mappingId: workflowTarget.unwrap().shape.mappingId,
    platform,
    status: mappingStatus,
    platformCampaignId: z.string().nullable(),
    tag: z.string().nullable(),
    /** `null` when nothing went wrong on this platform. */
    error: z.string().nullable(),
    adGroup: adGroupRef.optional(),
    ads: z.array(adRef).optional(),
    plan: z.array(planLine).optional(),
    adopted: adoptedSettings.optional(),
    /** Of a sync: what is still different, because the policy of that field or the direction held ours back. */
    withheld: z.array(syncField).optional(),
    /** Of a run that carries settings: the platform has confirmed them. */
    pushed: z.boolean().optional(),
  })
  .readonly();
export type PlatformOutcome = z.infer<typeof platformOutcome>;

/**
 * What a run made or did, or may have, and could not put back: a campaign that is still there, or still has the status that
 * the run gave it. Without an id it is found by its tag, if at all.
 */
export const orphan = z
  .object({ platform, platformCampaignId: z.string().nullable(), tag: z.string().nullable(), reason: z.string() })
  .readonly();
export type Orphan = z.infer<typeof orphan>;

/** How the budget should be split, and why. */
export const recommendation = z
  .object({
    allocation: z.array(allocation),
    reasons: z.array(
      z.object({ platform, beforeMicros: z.int().min(0), afterMicros: z.int().min(0), reason: z.string() }),
    ),
  })
  .readonly();
export type Recommendation = z.infer<typeof recommendation>;

/** What an operator may do with a run. */
export const operatorVerb = z.enum(['retry', 'resume', 'skip', 'cancel']);
export type OperatorVerb = z.infer<typeof operatorVerb>;

const ids = { workflowId, orchestrationId };
const at = z.iso.datetime();

const workflowStarted = defineEvent(
  'WorkflowStarted',
  z.object({
    ...ids,
    workflowType,
    definitionVersion: z.int().positive(),
    purpose: workflowPurpose,
    steps: z.array(stepName).min(1),
    name: z.string(),
    objective,
    flight,
    targets: z.array(workflowTarget).min(1),
    creatives: z.array(adCreative).optional(),
    accepted: z.array(z.string()).optional(),
    at,
  }),
);
const stepStarted = defineEvent('StepStarted', z.object({ ...ids, step: stepName, at }));
const stepCompleted = defineEvent(
  'StepCompleted',
  z.object({ ...ids, step: stepName, at, failedPlatforms: z.array(platform) }),
);
const stepFailed = defineEvent('StepFailed', z.object({ ...ids, step: stepName, at, error: z.string() }));

/** The asked-for call: what the sync-workers take their work from. */
const operationRequested = defineEvent(
  'OperationRequested',
  z.object({
    ...operationContext,
    step: stepName,
    task: operationTask,
    /** After which it is not put off any more, but fails. Absent: it is tried as long as its kind of error allows. */
    deadline: z.iso.datetime().optional(),
    at,
  }),
);
/** The run goes no further by itself: a person says how. */
const operatorNeeded = defineEvent('OperatorNeeded', z.object({ ...ids, step: stepName, reason: z.string(), at }));
/** A person has said how; who, is in the metadata. `step` and `platform` where it is about one. */
const operatorActed = defineEvent(
  'OperatorActed',
  z.object({
    ...ids,
    verb: operatorVerb,
    step: stepName.nullable(),
    platform: platform.nullable(),
    reason: z.string().nullable(),
    at,
  }),
);
/** The results are there: how should the budget be split? The run goes on when that is answered. */
const analysisRequested = defineEvent(
  'AnalysisRequested',
  z.object({
    ...ids,
    since: z.iso.date(),
    apply: z.boolean(),
    mostChangePercent: z.int().min(1).max(100),
    creditedBy: creditedBy.optional(),
    at,
  }),
);
const recommendationsMade = defineEvent(
  'RecommendationsMade',
  z.object({
    ...ids,
    recommendation,
    /** Where the recommendation stands with all that it rests on; absent in runs that made it themselves. */
    recommendationId: recommendationId.optional(),
    at,
  }),
);
/** The run has heard of an operation's end; the copy makes the run's stream complete by itself. */
const operationSettled = defineEvent(
  'OperationSettled',
  z.object({
    ...operationContext,
    step: stepName,
    kind: operationKind,
    at,
    outcome: z.discriminatedUnion('status', [
      z.object({ status: z.literal('succeeded'), result: operationResult }),
      z.object({ status: z.literal('failed'), error: operationError }),
    ]),
  }),
);

const workflowCompleted = defineEvent(
  'WorkflowCompleted',
  z.object({
    ...ids,
    workflowType,
    purpose: workflowPurpose,
    outcomes: z.array(platformOutcome),
    recommendation: recommendation.optional(),
    at,
  }),
);
/** `partial`: some platforms came out well. `rolledBack`: what had been created was removed again. */
const workflowFailed = defineEvent(
  'WorkflowFailed',
  z.object({
    ...ids,
    workflowType,
    purpose: workflowPurpose,
    outcomes: z.array(platformOutcome),
    reason: z.string(),
    partial: z.boolean(),
    rolledBack: z.array(z.object({ platform, platformCampaignId: z.string() })),
    /** Absent in runs of before it was told apart: `failed`. */
    ending: workflowStatus.extract(['failed', 'compensated', 'partially_compensated', 'cancelled']).optional(),
    orphans: z.array(orphan).optional(),
    at,
  }),
);

const workflowEvent = z.discriminatedUnion('type', [
  workflowStarted,
  stepStarted,
  stepCompleted,
  stepFailed,
  operationRequested,
  operationSettled,
  operatorNeeded,
  operatorActed,
  analysisRequested,
  recommendationsMade,
  workflowCompleted,
  workflowFailed,
]);
export type WorkflowEvent = z.infer<typeof workflowEvent>;
export type OperationRequested = z.infer<typeof operationRequested>;

export const workflowCodec = eventCodec<WorkflowEvent>(workflowEvent, [
  'WorkflowStarted',
  'StepStarted',
  'StepCompleted',
  'StepFailed',
  'OperationRequested',
  'OperationSettled',
  'OperatorNeeded',
  'OperatorActed',
  'AnalysisRequested',
  'RecommendationsMade',
  'WorkflowCompleted',
  'WorkflowFailed',
]);
