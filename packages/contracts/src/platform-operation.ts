import { z } from 'zod';
import { adCreative, planLine } from './creative.ts';
import { connectionId, mappingId, operationId, orchestrationId, workflowId } from './ids.ts';
import { currency, micros, money } from './money.ts';
import { campaignConfig } from './template-events.ts';
import { conflictPolicy, differenceClass, objective, platform, syncDirection, syncField } from './vocabulary.ts';

/** From the first moment (inclusive) to the last (exclusive) of delivery. */
export const flight = z.object({ startAt: z.iso.datetime(), endAt: z.iso.datetime() }).readonly();
export type Flight = z.infer<typeof flight>;

/** What a campaign shall be, in our own terms; each adapter compiles it into its platform's. */
export const campaignSpec = z
  .object({
    /** Without the tag. */
    name: z.string(),
    objective,
    /** For the whole flight. An adapter whose platform has daily budgets only spreads it over the days that remain. */
    budget: money,
    flight,
    config: campaignConfig,
    /** Names of what this platform does not support and the deployment goes without. */
    accepted: z.array(z.string()).optional(),
  })
  .readonly();
export type CampaignSpec = z.infer<typeof campaignSpec>;

export const operationKind = z.enum([
  'verify-account',
  'create-campaign',
  'create-ad-group',
  'create-ad',
  'push-settings',
  'activate-campaign',
  'pause-campaign',
  'remove-campaign',
  'fetch-metrics',
  'read-changes',
  'rotate-ads',
]);
export type OperationKind = z.infer<typeof operationKind>;

/** Whose outcome, when it is unknown, is looked for by a tag: doing it again could make a second one. */
export const creationKinds = ['create-campaign', 'create-ad-group', 'create-ad'] as const;
export type CreationKind = (typeof creationKinds)[number];
export const isCreation = (kind: OperationKind): kind is CreationKind =>
  (creationKinds as readonly OperationKind[]).includes(kind);

/** What stands under a campaign; absent where a campaign has no ads of ours. */
const children = z
  .object({
    platformAdGroupId: z.string(),
    platformAdIds: z.array(z.string()),
    /** Those of them that stay paused; absent where none does. */
    restingAdIds: z.array(z.string()).optional(),
  })
  .readonly()
  .optional();
export type CampaignChildren = NonNullable<z.infer<typeof children>>;

/** The same without the ads that rest: what an activation starts. */
export const shownOf = ({
  platformAdGroupId,
  platformAdIds,
  restingAdIds = [],
}: CampaignChildren): CampaignChildren => ({
  platformAdGroupId,
  platformAdIds: platformAdIds.filter((id) => !restingAdIds.includes(id)),
});

/** A field that differs, or was changed. `null` stands for absent. */
export const fieldChange = z.object({ field: z.string(), before: z.json(), after: z.json() }).readonly();
export type FieldChange = z.infer<typeof fieldChange>;

/** What a campaign was made to be by the last change of ours that the platform confirmed, in our own terms. */
export const appliedSettings = z
  .object({ name: z.string(), budget: money, status: z.enum(['active', 'paused']) })
  .readonly();
export type AppliedSettings = z.infer<typeof appliedSettings>;

/** How both sides are brought together. What is not named has policy `ours`. */
export const reconciliation = z
  .object({
    direction: syncDirection,
    policy: z.partialRecord(syncField, conflictPolicy),
    /** `null` when nothing was ever confirmed. */
    lastApplied: appliedSettings.nullable(),
    /** What is compared; all of it where it is absent. */
    fields: z.array(syncField).optional(),
  })
  .readonly();
export type Reconciliation = z.infer<typeof reconciliation>;

/** One field of one object on both sides; `null` stands for absent or unknown. Amounts in currency units. */
export const fieldState = z
  .object({
    field: syncField,
    /** The object that has it, as in `fieldChange`, such as `status` or `ads.123.status`. */
    path: z.string(),
    desired: z.json(),
    lastApplied: z.json(),
    observed: z.json(),
    difference: differenceClass,
    policy: conflictPolicy,
    /** What was done: `pushed` ours, `adopted` theirs, `reported` or `held` neither, `none` where nothing was to do. */
    action: z.enum(['none', 'pushed', 'adopted', 'reported', 'held']),
    /** Why something else was done than the policy says; `null` where it was not. */
    note: z.string().nullable(),
  })
  .readonly();
export type FieldState = z.infer<typeof fieldState>;

/** What a pull takes over from a platform, in our own terms. */
export const adoptedSettings = z
  .object({
    name: z.string().optional(),
    budget: money.optional(),
    status: z.enum(['active', 'paused']).optional(),
    /** The campaign is gone, and so it shall be. */
    removed: z.literal(true).optional(),
  })
  .readonly();
export type AdoptedSettings = z.infer<typeof adoptedSettings>;

/** Results of some days, added up. */
export const resultTotals = z
  .object({
    since: z.iso.date(),
    spendMicros: micros,
    conversionsMicros: z.int().min(0),
    revenueMicros: micros,
  })
  .readonly();
export type ResultTotals = z.infer<typeof resultTotals>;

/** What a platform would say of a deployment, before it is asked to make anything. */
export const planRemark = z
  .object({
    /** It would refuse the deployment, which is in the way of it; otherwise only worth knowing. */
    isBlocking: z.boolean(),
    code: z.string(),
    message: z.string(),
  })
  .readonly();
export type PlanRemark = z.infer<typeof planRemark>;

/** Requests that an operation of a deployment makes at most when nothing is in its way. */
export const plannedRequests = z
  .object({
    kind: operationKind,
    /** Of a creation of an ad: which one. */
    creativeId: z.uuid().nullable(),
    requests: z.int().min(0),
  })
  .readonly();
export type PlannedRequests = z.infer<typeof plannedRequests>;

/** What one operation asks for. `platformCampaignId` is the platform's own id, an opaque string. */
export const operationTask = z.discriminatedUnion('kind', [
  /** With `plan`, also whether the platform can do what is meant: what it cannot, and nobody accepted, is a failure. */
  z.object({
    kind: z.literal('verify-account'),
    plan: z
      .object({
        spec: campaignSpec,
        creatives: z.array(adCreative),
        /** Nothing follows: everything is told instead of failing. What may exist would be looked for before it is made. */
        preview: z.object({ mayHaveCampaign: z.boolean(), mayHaveAds: z.boolean() }).optional(),
      })
      .optional(),
  }),
  /** `tag` marks the campaign so that it can be found again, e.g. `op-7f3a9c2e41`. `mayExist` as below. */
  z.object({
    kind: z.literal('create-campaign'),
    spec: campaignSpec,
    tag: z.string(),
    mayExist: z.boolean().optional(),
  }),
  /** `mayExist`: an earlier run may have made it under the same tag, so it is looked for first. */
  z.object({
    kind: z.literal('create-ad-group'),
    platformCampaignId: z.string(),
    spec: campaignSpec,
    tag: z.string(),
    mayExist: z.boolean(),
  }),
  z.object({
    kind: z.literal('create-ad'),
    platformCampaignId: z.string(),
    platformAdGroupId: z.string(),
    spec: campaignSpec,
    creative: adCreative,
    tag: z.string(),
    mayExist: z.boolean(),
    /** Shown as soon as what stands above it is; absent: paused, until its campaign is activated. */
    live: z.boolean().optional(),
  }),
  /** Make the platform's name, budget and (only towards paused) status equal to ours. */
  z.object({
    kind: z.literal('push-settings'),
    platformCampaignId: z.string(),
    spec: campaignSpec,
    tag: z.string(),
    status: z.enum(['active', 'paused']),
    children,
    /** Absent in what was asked for before there were policies: ours is pushed. */
    reconciliation: reconciliation.optional(),
  }),
  /** Children first, the campaign last. */
  z.object({ kind: z.literal('activate-campaign'), platformCampaignId: z.string(), children }),
  /** The campaign first. Ads keep their status: above them nothing is delivered. */
  z.object({ kind: z.literal('pause-campaign'), platformCampaignId: z.string(), children }),
  /** With all that stands under it. Removing what is gone already succeeds. */
  z.object({ kind: z.literal('remove-campaign'), platformCampaignId: z.string() }),
  /** Daily results from `since` (a date in the account's time zone) up to the platform's today. */
  z.object({ kind: z.literal('fetch-metrics'), platformCampaignId: z.string(), since: z.iso.date(), children }),
  /** What was changed on the platform since an instant, by whomever. Changes nothing. */
  z.object({
    kind: z.literal('read-changes'),
    platformCampaignId: z.string(),
    spec: campaignSpec,
    tag: z.string(),
    status: z.enum(['active', 'paused']),
    changedSince: z.iso.datetime(),
    children,
    reconciliation: reconciliation.optional(),
  }),
  /**
   * First shows; then rests, if what is left is there and was let through by the platform's review, so that there is always
   * something to show. `children` as they stand before. May be repeated.
   */
  z.object({
    kind: z.literal('rotate-ads'),
    platformCampaignId: z.string(),
    platformAdGroupId: z.string(),
    show: z.array(z.string()),
    rest: z.array(z.string()),
    children,
  }),
]);
export type OperationTask = z.infer<typeof operationTask>;

/** An object of ours as the platform has it. */
export const seenObject = z
  .object({
    level: z.enum(['campaign', 'ad_group', 'ad']),
    platformId: z.string(),
    status: z.enum(['active', 'paused', 'removed']),
    /** What the platform's review of an ad came to; `null` where it is not said, or not about an ad. */
    review: z.enum(['pending', 'approved', 'rejected']).nullable(),
    /** Why it was rejected, or why it is not delivered, in the platform's words. */
    reason: z.string().max(500).nullable(),
    /** When it was last changed, by whomever; `null` where the platform does not say. */
    changedAt: z.iso.datetime().nullable(),
  })
  .readonly();
export type SeenObject = z.infer<typeof seenObject>;

export const operationResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('verify-account'),
    currency,
    timeZone: z.string(),
    plan: z.array(planLine).optional(),
    /** Where a preview was asked for. */
    preview: z.object({ remarks: z.array(planRemark), requests: z.array(plannedRequests) }).optional(),
  }),
  /** `adopted`: it was found on the platform by its tag instead of being created by this call. */
  z.object({ kind: z.literal('create-campaign'), platformCampaignId: z.string(), adopted: z.boolean() }),
  z.object({ kind: z.literal('create-ad-group'), platformAdGroupId: z.string(), adopted: z.boolean() }),
  z.object({ kind: z.literal('create-ad'), platformAdId: z.string(), adopted: z.boolean() }),
  z.object({
    kind: z.literal('push-settings'),
    detected: z.array(fieldChange),
    applied: z.array(fieldChange),
    fields: z.array(fieldState).optional(),
    adopted: adoptedSettings.optional(),
    /** What the platform does not tell, in words. */
    unseen: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('activate-campaign') }),
  z.object({ kind: z.literal('pause-campaign') }),
  z.object({ kind: z.literal('remove-campaign') }),
  z.object({
    kind: z.literal('fetch-metrics'),
    /** Days that the platform reported, and those among them that were new or restated. */
    days: z.int(),
    changedDays: z.int(),
    /** Last day covered, in the account's time zone. */
    until: z.iso.date(),
    detected: z.array(fieldChange),
    /** Of what is known after this, from the first day that was asked for. */
    totals: resultTotals.optional(),
  }),
  z.object({
    kind: z.literal('read-changes'),
    /** The objects that were looked at. */
    seen: z.array(seenObject),
    /** Where they differ from what is meant. */
    detected: z.array(fieldChange),
    /** What the platform does not tell, in words: what was not seen is not known to be unchanged. */
    unseen: z.array(z.string()),
    fields: z.array(fieldState).optional(),
    adopted: adoptedSettings.optional(),
  }),
  z.object({
    kind: z.literal('rotate-ads'),
    shown: z.array(z.string()),
    rested: z.array(z.string()),
    /** What was not done, and why. Where one could not be shown, or nothing else would be, none was rested. */
    refused: z.array(
      z.object({ platformAdId: z.string(), wanted: z.enum(['show', 'rest']), message: z.string() }).readonly(),
    ),
  }),
]);
export type OperationResult = z.infer<typeof operationResult>;

/** Sorted by what has to happen next; one table in the sync-worker maps each class to it. */
export const errorClass = z.enum([
  'token-expired',
  'token-revoked',
  'permission',
  'rate-limit',
  'validation',
  'not-found',
  'duplicate',
  'conflict',
  'transient',
  'unknown-outcome',
  'version',
]);
export type ErrorClass = z.infer<typeof errorClass>;

/** Why an operation failed, safe to show: the platform's code and message, never a token. */
export const operationError = z.object({ class: errorClass, code: z.string(), message: z.string() }).readonly();
export type OperationError = z.infer<typeof operationError>;

/** Whom an operation belongs to and where it goes; repeated in each event about it. */
export const operationContext = {
  operationId,
  workflowId,
  orchestrationId,
  mappingId,
  connectionId,
  platform,
  adAccountId: z.string(),
};

/** One day of one campaign as the platform reports it. Conversions in millionths: platforms count fractions. */
export const dailyMetrics = z
  .object({
    date: z.iso.date(),
    spendMicros: micros,
    impressions: z.int().min(0),
    clicks: z.int().min(0),
    conversionsMicros: z.int().min(0),
    revenueMicros: micros,
  })
  .readonly();
export type DailyMetrics = z.infer<typeof dailyMetrics>;

/** One request to a platform. Of its address only the path: tokens travel in queries, headers and bodies. */
export const platformCall = z
  .object({
    /** When it had ended. */
    at: z.iso.datetime(),
    method: z.string(),
    path: z.string().max(300),
    /** `null` when no answer came: then `error` says why. */
    status: z.int().nullable(),
    error: z.string().max(100).nullable(),
    durationMs: z.int().min(0),
    /** By which the platform's support finds the request. */
    requestId: z.string().max(100).nullable(),
  })
  .readonly();
export type PlatformCall = z.infer<typeof platformCall>;

/** Requests that an outcome keeps; of more, such as the pages of a long list, the last ones. */
export const mostCalls = 50;
