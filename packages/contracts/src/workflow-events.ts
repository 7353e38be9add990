import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { adCreative, adGroupRef, adRef, planLine } from './creative.ts';
import { defineEvent } from './event.ts';
import { orchestrationId, workflowId } from './ids.ts';
import { workflowTarget } from './orchestration-events.ts';
import {
  flight,
  operationContext,
  operationError,
  operationKind,
  operationResult,
  operationTask,
} from './platform-operation.ts';
import {
  failurePolicy,
  mappingStatus,
  objective,
  platform,
  syncDirection,
  syncTrigger,
  syncType,
  workflowType,
} from './vocabulary.ts';

/** A run's own copy of what it was asked to do, so that its stream alone explains it. */
export const workflowPurpose = z.discriminatedUnion('goal', [
  z.object({ goal: z.literal('deploy'), failurePolicy }),
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
  'read_changes',
  'roll_back',
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
  })
  .readonly();
export type PlatformOutcome = z.infer<typeof platformOutcome>;

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
  z.object({ ...operationContext, step: stepName, task: operationTask, at }),
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
  z.object({ ...ids, workflowType, purpose: workflowPurpose, outcomes: z.array(platformOutcome), at }),
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
  'WorkflowCompleted',
  'WorkflowFailed',
]);
