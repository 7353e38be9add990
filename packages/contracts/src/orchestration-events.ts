import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { adCreative, adGroupRef, adRef, creative, planLine } from './creative.ts';
import { defineEvent } from './event.ts';
import { connectionId, mappingId, orchestrationId, orgId, ruleId, templateId, workflowId } from './ids.ts';
import { micros, money } from './money.ts';
import { adoptedSettings, appliedSettings, flight } from './platform-operation.ts';
import { creditedBy } from './recommendation-events.ts';
import { campaignConfig, creativeRequirements } from './template-events.ts';
import {
  category,
  conflictPolicy,
  failurePolicy,
  latePolicy,
  mappingStatus,
  objective,
  platform,
  syncDirection,
  syncField,
  syncStrategy,
  syncTrigger,
  syncType,
  workflowStatus,
  workflowType,
} from './vocabulary.ts';

/** The part of a total that a platform gets. All parts of an orchestration add up to at most its total. */
export const allocation = z.object({ platform, amountMicros: micros }).readonly();
export type Allocation = z.infer<typeof allocation>;

/** A platform's part as drafted: which account it uses and its merged configuration. */
export const draftedMapping = z
  .object({
    mappingId,
    platform,
    connectionId,
    adAccountId: z.string(),
    config: campaignConfig,
  })
  .readonly();
export type DraftedMapping = z.infer<typeof draftedMapping>;

export const syncSettings = z
  .object({
    strategy: syncStrategy,
    frequencyMinutes: z.int().min(1),
    /** Of the strategy `scheduled`: five fields, read in the zone. */
    cron: z.string().optional(),
    /** IANA name; UTC where there is none. */
    zone: z.string().optional(),
    /** What happens to differences, by field; what is not named is `ours`. */
    policy: z.partialRecord(syncField, conflictPolicy).optional(),
  })
  .readonly();
export type SyncSettings = z.infer<typeof syncSettings>;
export type SyncPolicy = NonNullable<SyncSettings['policy']>;

/** A time as a clock on the wall of that zone shows it; which instant that is stands beside it. */
export const wallClock = z.object({ local: z.iso.datetime({ local: true }), zone: z.string() }).readonly();
export type WallClock = z.infer<typeof wallClock>;

export const schedule = z
  .object({
    startAt: z.iso.datetime().nullable(),
    endAt: z.iso.datetime().nullable(),
    durationDays: z.int().min(1),
    /** Where it was given as a wall-clock time. */
    startOnClock: wallClock.optional(),
    endOnClock: wallClock.optional(),
    /** Default `run`. */
    late: latePolicy.optional(),
  })
  .readonly();
export type Schedule = z.infer<typeof schedule>;

/** Everything that a workflow needs to know about one platform's campaign. */
export const workflowTarget = z
  .object({
    mappingId,
    platform,
    connectionId,
    adAccountId: z.string(),
    /** `null` until the campaign exists on the platform. */
    platformCampaignId: z.string().nullable(),
    /** What the mapping was when the workflow was asked for. */
    status: mappingStatus,
    budget: money,
    /** The budget that the platform has now, when it may differ: what is lowered goes out before what is raised. */
    previousBudget: money.optional(),
    config: campaignConfig,
    /** The tag that the campaign carries on the platform; `null` until it was created. */
    tag: z.string().nullable(),
    /** What the platform's campaign is called, where that is not the orchestration's name. */
    name: z.string().optional(),
    /** What the platform last confirmed of us. */
    lastApplied: appliedSettings.optional(),
    /** What stands under the campaign already. */
    adGroup: adGroupRef.optional(),
    ads: z.array(adRef).optional(),
  })
  .readonly();
export type WorkflowTarget = z.infer<typeof workflowTarget>;

const orchestrationDrafted = defineEvent(
  'OrchestrationDrafted',
  z.object({
    orchestrationId,
    orgId,
    templateId,
    name: z.string(),
    description: z.string().nullable(),
    category,
    objective,
    totalBudget: money,
    allocation: z.array(allocation),
    mappings: z.array(draftedMapping).min(1),
    schedule,
    sync: syncSettings,
    failurePolicy,
    creatives: z.array(creative),
    creativeRequirements,
    /** The orchestration that this one is a copy of. */
    clonedFrom: orchestrationId.optional(),
  }),
);

/** What may be changed after the drafting; what is absent stays. */
const orchestrationUpdated = defineEvent(
  'OrchestrationUpdated',
  z.object({
    orchestrationId,
    name: z.string().optional(),
    description: z.string().nullable().optional(),
    sync: syncSettings.optional(),
    failurePolicy: failurePolicy.optional(),
    schedule: schedule.optional(),
    /** The run that brings a new name to the platforms, as in `BudgetChanged`. */
    pushWorkflowId: workflowId.optional(),
    at: z.iso.datetime(),
  }),
);

/** It will be deployed at its start, and completed at its end. */
const orchestrationScheduled = defineEvent(
  'OrchestrationScheduled',
  z.object({ orchestrationId, schedule, startAt: z.iso.datetime(), at: z.iso.datetime() }),
);
/** It is a draft again. */
const scheduleCancelled = defineEvent('ScheduleCancelled', z.object({ orchestrationId, at: z.iso.datetime() }));
/** Nobody was there at the start. `skip`: it is a draft again; `ask`: it waits for a person. */
const scheduledStartMissed = defineEvent(
  'ScheduledStartMissed',
  z.object({ orchestrationId, startAt: z.iso.datetime(), late: latePolicy, reason: z.string(), at: z.iso.datetime() }),
);
/** Out of the lists; nothing can be done with it any more. */
const orchestrationArchived = defineEvent('OrchestrationArchived', z.object({ orchestrationId, at: z.iso.datetime() }));

const workflowRequest = {
  orchestrationId,
  workflowId,
  name: z.string(),
  objective,
  flight,
  targets: z.array(workflowTarget).min(1),
};

const deploymentRequested = defineEvent(
  'DeploymentRequested',
  z.object({
    ...workflowRequest,
    failurePolicy,
    /** Once for all targets; which platforms show which is in each of them. */
    creatives: z.array(adCreative).optional(),
    /** What may be left out because a platform does not support it, such as `tiktok:targeting.interests`. */
    accepted: z.array(z.string()).optional(),
  }),
);
/** A deployment thought through: asks the platforms what they would make of it, and makes nothing. */
const planRequested = defineEvent(
  'PlanRequested',
  z.object({
    ...workflowRequest,
    failurePolicy,
    creatives: z.array(adCreative).optional(),
    accepted: z.array(z.string()).optional(),
    /** Of everything that a deployment now would carry; see `planHash`. */
    planHash: z.string(),
  }),
);
const pauseRequested = defineEvent(
  'PauseRequested',
  z.object({
    ...workflowRequest,
    /** `budget`: the total is spent. Absent when a person asked. */
    cause: z.enum(['budget', 'rule']).optional(),
    /** With the cause `rule`: which. */
    ruleId: ruleId.optional(),
  }),
);
const resumeRequested = defineEvent(
  'ResumeRequested',
  z.object({
    ...workflowRequest,
    /** The rule that asked. */
    ruleId: ruleId.optional(),
  }),
);
/** Pauses what is live and then ends the orchestration for good. */
const completionRequested = defineEvent('CompletionRequested', z.object(workflowRequest));
const syncRequested = defineEvent(
  'SyncRequested',
  z.object({
    ...workflowRequest,
    syncType,
    trigger: syncTrigger,
    /** First day whose results are asked for, in each account's time zone. */
    since: z.iso.date(),
    /** Of an incremental sync: from when on changes on the platform are asked for. */
    changedSince: z.iso.datetime().optional(),
    /** And from when on the next one will, when this one succeeds everywhere. */
    changedUntil: z.iso.datetime().optional(),
    /** Absent: what the type does by itself. */
    direction: syncDirection.optional(),
    policy: z.partialRecord(syncField, conflictPolicy).optional(),
    /** Of a creative sync: what is to be there. */
    creatives: z.array(adCreative).optional(),
    accepted: z.array(z.string()).optional(),
  }),
);
/** Looks at what the platforms brought and says how the budget should be split; with `apply`, splits it so. */
const optimizationRequested = defineEvent(
  'OptimizationRequested',
  z.object({
    ...workflowRequest,
    since: z.iso.date(),
    apply: z.boolean(),
    /** The most that a platform's part may change, in per cent of what it is. */
    mostChangePercent: z.int().min(1).max(100),
    /** Absent: what platforms report. */
    creditedBy: creditedBy.optional(),
  }),
);
/** Which creatives one platform shows from now on, and which rest there; what is not named stays as it is. */
export const rotation = z.object({ platform, show: z.array(z.uuid()), rest: z.array(z.uuid()) }).readonly();
export type Rotation = z.infer<typeof rotation>;

const rotationRequested = defineEvent(
  'RotationRequested',
  z.object({
    ...workflowRequest,
    rotations: z.array(rotation).min(1),
    /** The rule that asked. */
    ruleId: ruleId.optional(),
  }),
);
/** Removes campaigns that a deployment left behind on platforms. */
const cleanUpRequested = defineEvent('CleanUpRequested', z.object(workflowRequest));

const budgetChanged = defineEvent(
  'BudgetChanged',
  z.object({
    orchestrationId,
    totalBudget: money,
    allocation: z.array(allocation),
    /** The run that brings it to the platforms; asked for at once, or as soon as the current run has settled. */
    pushWorkflowId: workflowId.nullable(),
    /** The run whose recommendation this is. */
    recommendedBy: workflowId.optional(),
  }),
);

/** Between what a platform's part stays when budgets are allocated; `null`: no such limit. */
export const budgetLimit = z
  .object({ platform, leastMicros: micros.nullable(), mostMicros: micros.nullable(), locked: z.boolean() })
  .readonly();
export type BudgetLimit = z.infer<typeof budgetLimit>;

/** All limits that hold from now on; a platform that is not named has none. */
const budgetLimitsSet = defineEvent(
  'BudgetLimitsSet',
  z.object({ orchestrationId, limits: z.array(budgetLimit), at: z.iso.datetime() }),
);

/** The total is spent, or will be before anybody can look again; campaigns are paused. All in micros of the currency. */
const budgetReached = defineEvent(
  'BudgetReached',
  z.object({
    orchestrationId,
    capMicros: micros,
    observedMicros: micros,
    /** What will have been spent when the pause takes effect: observed, and on its way. */
    estimatedMicros: micros,
    pauseWorkflowId: workflowId,
    at: z.iso.datetime(),
  }),
);

/** Somebody changed a campaign on its platform, and by the policy of that field it shall be so. */
const externalChangeAdopted = defineEvent(
  'ExternalChangeAdopted',
  z.object({
    orchestrationId,
    mappingId,
    platform,
    workflowId,
    adopted: adoptedSettings,
    at: z.iso.datetime(),
  }),
);

const platformCampaignStatusChanged = defineEvent(
  'PlatformCampaignStatusChanged',
  z.object({
    orchestrationId,
    mappingId,
    platform,
    workflowId,
    status: mappingStatus,
    platformCampaignId: z.string().nullable(),
    tag: z.string().nullable(),
    error: z.string().nullable(),
    adGroup: adGroupRef.optional(),
    ads: z.array(adRef).optional(),
    /** How the deployment comes out on this platform; absent when the run planned nothing. */
    plan: z.array(planLine).optional(),
  }),
);

const transition = z.object({ orchestrationId, workflowId, at: z.iso.datetime() });
const orchestrationActivated = defineEvent('OrchestrationActivated', transition);
const orchestrationPaused = defineEvent('OrchestrationPaused', transition);
const orchestrationCompleted = defineEvent(
  'OrchestrationCompleted',
  transition.extend({ workflowId: workflowId.nullable() }),
);
const orchestrationFailed = defineEvent('OrchestrationFailed', transition.extend({ reason: z.string() }));

/** The workflow has ended; the orchestration is free for the next one of its kind. */
const workflowSettled = defineEvent(
  'WorkflowSettled',
  z.object({
    orchestrationId,
    workflowId,
    workflowType,
    outcome: z.enum(['completed', 'failed', 'partial']),
    /** How the run ended, in full; absent in runs of before there was more than `completed` and `failed`. */
    ending: workflowStatus.optional(),
    /** Mappings whose platform has taken over the budget that the run carried. */
    pushed: z.array(mappingId),
    /** Of those: whose name was held back by its policy, and is what it was. */
    nameWithheld: z.array(mappingId).optional(),
    /** Changes outside that were to be taken over, were refused, and are not undone yet; absent where nothing changed about it. */
    refused: z.array(z.object({ mappingId, fields: z.array(z.enum(['budget', 'status'])).min(1) })).optional(),
    at: z.iso.datetime(),
  }),
);

const orchestrationEvent = z.discriminatedUnion('type', [
  orchestrationDrafted,
  orchestrationUpdated,
  orchestrationScheduled,
  scheduleCancelled,
  scheduledStartMissed,
  orchestrationArchived,
  planRequested,
  deploymentRequested,
  pauseRequested,
  resumeRequested,
  completionRequested,
  syncRequested,
  optimizationRequested,
  rotationRequested,
  cleanUpRequested,
  budgetChanged,
  budgetLimitsSet,
  budgetReached,
  externalChangeAdopted,
  platformCampaignStatusChanged,
  orchestrationActivated,
  orchestrationPaused,
  orchestrationCompleted,
  orchestrationFailed,
  workflowSettled,
]);
export type OrchestrationEvent = z.infer<typeof orchestrationEvent>;
export type DeploymentRequested = z.infer<typeof deploymentRequested>;
export type SyncRequested = z.infer<typeof syncRequested>;

export const orchestrationCodec = eventCodec<OrchestrationEvent>(orchestrationEvent, [
  'OrchestrationDrafted',
  'OrchestrationUpdated',
  'OrchestrationScheduled',
  'ScheduleCancelled',
  'ScheduledStartMissed',
  'OrchestrationArchived',
  'PlanRequested',
  'DeploymentRequested',
  'PauseRequested',
  'ResumeRequested',
  'CompletionRequested',
  'SyncRequested',
  'OptimizationRequested',
  'RotationRequested',
  'CleanUpRequested',
  'BudgetChanged',
  'BudgetLimitsSet',
  'BudgetReached',
  'ExternalChangeAdopted',
  'PlatformCampaignStatusChanged',
  'OrchestrationActivated',
  'OrchestrationPaused',
  'OrchestrationCompleted',
  'OrchestrationFailed',
  'WorkflowSettled',
]);
