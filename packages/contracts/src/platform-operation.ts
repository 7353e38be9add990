import { z } from 'zod';
import { connectionId, mappingId, operationId, orchestrationId, workflowId } from './ids.ts';
import { currency, micros, money } from './money.ts';
import { campaignConfig } from './template-events.ts';
import { objective, platform } from './vocabulary.ts';

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
  })
  .readonly();
export type CampaignSpec = z.infer<typeof campaignSpec>;

export const operationKind = z.enum([
  'verify-account',
  'create-campaign',
  'push-settings',
  'activate-campaign',
  'pause-campaign',
  'remove-campaign',
  'fetch-metrics',
]);
export type OperationKind = z.infer<typeof operationKind>;

/** A field that differs, or was changed. `null` stands for absent. */
export const fieldChange = z.object({ field: z.string(), before: z.json(), after: z.json() }).readonly();
export type FieldChange = z.infer<typeof fieldChange>;

/** What one operation asks for. `platformCampaignId` is the platform's own id, an opaque string. */
export const operationTask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verify-account') }),
  /** `tag` marks the campaign so that it can be found again, e.g. `op-7f3a9c2e41`. */
  z.object({ kind: z.literal('create-campaign'), spec: campaignSpec, tag: z.string() }),
  /** Make the platform's name, budget and (only towards paused) status equal to ours. */
  z.object({
    kind: z.literal('push-settings'),
    platformCampaignId: z.string(),
    spec: campaignSpec,
    tag: z.string(),
    status: z.enum(['active', 'paused']),
  }),
  z.object({ kind: z.literal('activate-campaign'), platformCampaignId: z.string() }),
  z.object({ kind: z.literal('pause-campaign'), platformCampaignId: z.string() }),
  /** Removing what is gone already succeeds. */
  z.object({ kind: z.literal('remove-campaign'), platformCampaignId: z.string() }),
  /** Daily results from `since` (a date in the account's time zone) up to the platform's today. */
  z.object({ kind: z.literal('fetch-metrics'), platformCampaignId: z.string(), since: z.iso.date() }),
]);
export type OperationTask = z.infer<typeof operationTask>;

export const operationResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verify-account'), currency, timeZone: z.string() }),
  /** `adopted`: it was found on the platform by its tag instead of being created by this call. */
  z.object({ kind: z.literal('create-campaign'), platformCampaignId: z.string(), adopted: z.boolean() }),
  z.object({
    kind: z.literal('push-settings'),
    detected: z.array(fieldChange),
    applied: z.array(fieldChange),
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
