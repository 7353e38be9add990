import { z } from 'zod';
import { faultKinds } from '../faults/rules.ts';
import { isCurrency } from '../money/currency.ts';
import { operations } from '../platforms/platform.ts';
import { platformNames } from '../state/campaign.ts';
import { isTimeZone } from '../time/zone.ts';

const platform = z.enum(platformNames);
const adAccountId = z.string().min(1);
const milliseconds = z.number().int().min(0).max(600_000);

export const newAccount = z
  .strictObject({
    platform,
    adAccountId,
    currency: z.string().refine(isCurrency, 'expected an ISO 4217 code with at most two decimals'),
    timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone'),
    accessToken: z.string().regex(/^\S+$/, 'expected a token without spaces'),
    name: z.string().min(1).optional(),
    loginCustomerId: z.string().min(1).optional(),
    /** X signs with it what the token is sent with. */
    tokenSecret: z.string().min(1).optional(),
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

export const callsQuery = z.strictObject({
  since: z.union([z.string().regex(/^\d+$/).transform(Number), z.iso.datetime()]).optional(),
});
