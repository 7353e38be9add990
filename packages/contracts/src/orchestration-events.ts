import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { adCreative, adGroupRef, adRef, creative, planLine } from './creative.ts';
import { defineEvent } from './event.ts';
import { connectionId, mappingId, orchestrationId, orgId, templateId, workflowId } from './ids.ts';
import { micros, money } from './money.ts';
import { flight } from './platform-operation.ts';
import { campaignConfig, creativeRequirements } from './template-events.ts';
import {
  category,
  failurePolicy,
  mappingStatus,
  objective,
  platform,
  syncStrategy,
  syncTrigger,
  syncType,
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

export const syncSettings = z.object({ strategy: syncStrategy, frequencyMinutes: z.int().min(1) }).readonly();
export type SyncSettings = z.infer<typeof syncSettings>;

export const schedule = z
  .object({ startAt: z.iso.datetime().nullable(), endAt: z.iso.datetime().nullable(), durationDays: z.int().min(1) })
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
  }),
);

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
const pauseRequested = defineEvent('PauseRequested', z.object(workflowRequest));
const resumeRequested = defineEvent('ResumeRequested', z.object(workflowRequest));
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
  }),
);

const budgetChanged = defineEvent(
  'BudgetChanged',
  z.object({
    orchestrationId,
    totalBudget: money,
    allocation: z.array(allocation),
    /** The run that brings it to the platforms; asked for at once, or as soon as the current run has settled. */
    pushWorkflowId: workflowId.nullable(),
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
    /** Mappings whose platform has taken over the budget that the run carried. */
    pushed: z.array(mappingId),
    at: z.iso.datetime(),
  }),
);

const orchestrationEvent = z.discriminatedUnion('type', [
  orchestrationDrafted,
  deploymentRequested,
  pauseRequested,
  resumeRequested,
  completionRequested,
  syncRequested,
  budgetChanged,
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
  'DeploymentRequested',
  'PauseRequested',
  'ResumeRequested',
  'CompletionRequested',
  'SyncRequested',
  'BudgetChanged',
  'PlatformCampaignStatusChanged',
  'OrchestrationActivated',
  'OrchestrationPaused',
  'OrchestrationCompleted',
  'OrchestrationFailed',
  'WorkflowSettled',
]);
