import { z } from 'zod';
import { faultKinds } from '../faults/rules.ts';
import { isCurrency } from '../money/currency.ts';
import { operations } from '../platforms/platform.ts';
import { platformNames } from '../state/campaign.ts';
import { childKinds } from '../state/child.ts';
import { accesses, standings } from '../state/facts.ts';
import { isTimeZone } from '../time/zone.ts';

const platform = z.enum(platformNames);
const adAccountId = z.string().min(1);
const milliseconds = z.number().int().min(0).max(600_000);

export const newAccount = z
  .strictObject({
    platform,
    adAccountId,
    currency: z.string().refine(isCurrency, 'expected an ISO 4217 code'),
    timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone'),
    accessToken: z.string().regex(/^\S+$/, 'expected a token without spaces'),
    name: z.string().min(1).optional(),
    loginCustomerId: z.string().min(1).optional(),
    /** X signs with it what the token is sent with. */
    tokenSecret: z.string().min(1).optional(),
    standing: z.enum(standings).optional(),
    access: z.enum(accesses).optional(),
    funded: z.boolean().optional(),
    manager: z.boolean().optional(),
  })
  .refine(({ platform: on, tokenSecret }) => on !== 'twitter' || tokenSecret !== undefined, {
    path: ['tokenSecret'],
    message: 'expected the secret that calls to X are signed with',
  });
export type NewAccount = z.output<typeof newAccount>;

const faultRule = z.strictObject({
  platform: platform.optional(),
  operation: z.enum(operations).optional(),
  adAccountId: adAccountId.optional(),
  kind: z.enum(faultKinds),
  probability: z.number().min(0).max(1).default(1),
  latencyMs: milliseconds.optional(),
  waitSeconds: z.number().int().min(0).max(86_400).optional(),
  times: z.number().int().min(1).optional(),
});

export const faultSettings = z.strictObject({
  rules: z.array(faultRule).max(100),
  listLagMs: milliseconds.optional(),
});

export const tokenChange = z.strictObject({
  platform,
  adAccountId,
  state: z.enum(['valid', 'expired', 'revoked']),
});

const scopeNames = z.array(z.string().min(1));

export const consentChange = z.strictObject({
  platform,
  answer: z.enum(['ask', 'approve', 'deny']).default('ask'),
  declinedScopes: scopeNames.default([]),
  refreshToken: z.boolean().default(true),
  adAccountIds: z.array(adAccountId).optional(),
  redirectUris: z.array(z.url()).optional(),
});
export type ConsentChange = z.output<typeof consentChange>;

export const grantQuery = z.strictObject({ platform: platform.optional() });

export const grantChange = z
  .strictObject({
    platform,
    /** All that are not revoked when absent. */
    id: z.string().min(1).optional(),
    change: z.enum(['expire', 'revoke', 'drop_refresh_token', 'decline_scopes']),
    scopes: scopeNames.min(1).optional(),
  })
  .refine(({ change, scopes }) => (change === 'decline_scopes') === (scopes !== undefined), {
    path: ['scopes'],
    message: 'expected with decline_scopes, and with nothing else',
  });
export type GrantChange = z.output<typeof grantChange>;

export const usageChange = z.strictObject({
  platform,
  adAccountId,
  usage: z.record(z.string(), z.number().min(0)),
});

export const campaignQuery = z.strictObject({
  platform: platform.optional(),
  adAccountId: adAccountId.optional(),
  include_deleted: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

export const campaignPath = z.strictObject({ platform, id: z.string() });

export const campaignEdit = z
  .strictObject({
    name: z.string().min(1).optional(),
    status: z.enum(['active', 'paused', 'archived']).optional(),
    budgetMicros: z.number().int().min(1).optional(),
    deleted: z.literal(true).optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'expected at least one change');

export const childQuery = campaignQuery.extend({ kind: z.enum(childKinds).optional() });

export const childPath = z.strictObject({ platform, kind: z.enum(childKinds), id: z.string() });

/** `review` decides at once what a platform's review of an ad comes to. */
export const childEdit = z
  .strictObject({
    name: z.string().min(1).optional(),
    status: z.enum(['active', 'paused', 'archived']).optional(),
    deleted: z.literal(true).optional(),
    review: z.enum(['approved', 'rejected']).optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'expected at least one change');
export type ChildEdit = z.output<typeof childEdit>;

/** Behaviours that are on, such as `snapchat_squads_locked`; all others are off. */
export const switchSettings = z.strictObject({ on: z.array(z.string().min(1).max(100)).max(50) });

export const reviewSettings = z.strictObject({ delayMs: milliseconds });

/** A notice that a platform sends to an address on this machine. */
export const webhookOrder = z
  .strictObject({
    platform: z.enum(['meta', 'tiktok', 'linkedin']),
    callbackUrl: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/, error: 'expected http://127.0.0.1…' }),
    as: z.enum(['genuine', 'duplicate', 'bad_signature', 'stale', 'challenge']).default('genuine'),
    adAccountId,
    campaignId: z.string().min(1).optional(),
    verifyToken: z.string().min(1).optional(),
  })
  .refine(({ platform: from, as }) => as !== 'stale' || from === 'tiktok', {
    path: ['as'],
    message: 'only TikTok signs when it sends',
  })
  .refine(({ platform: from, as }) => as !== 'challenge' || from !== 'tiktok', {
    path: ['as'],
    message: 'TikTok asks no address',
  });
export type WebhookOrder = z.output<typeof webhookOrder>;

export const callsQuery = z.strictObject({
  since: z.union([z.string().regex(/^\d+$/).transform(Number), z.iso.datetime()]).optional(),
});
