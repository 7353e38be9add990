import { type Platform, platform } from '@campaigns/contracts';
import { type GrantPrivateKey, privateKeyText } from '@campaigns/grant-handover';
import { loadConfig } from '@campaigns/service-kit';
import { z } from 'zod';
import { clientVariables } from './authorizations/client-variables.ts';
import type { CircuitRules } from './limits/circuit.ts';
import { type LimitRules, limitRules } from './limits/limit-rules.ts';
import type { RetryPolicy } from './operations/backoff.ts';
import type { PlatformBaseUrls } from './platforms/adapters.ts';
import { linkedinVersion } from './platforms/linkedin/client.ts';
import type { OAuthSettings } from './platforms/oauths.ts';
import type { TwitterSettings } from './platforms/twitter/settings.ts';
import type { Keyring } from './vault/cipher.ts';
import { secretOf } from './vault/credentials.ts';

export type SyncWorkerConfig = Readonly<{
  baseUrls: PlatformBaseUrls;
  /** How long one request to a platform may take. */
  requestTimeoutMs: number;
  keyring: Keyring;
  retry: Omit<RetryPolicy, 'callTimeoutMs'>;
  /** A platform that is missing has no limit of ours. */
  limits: LimitRules;
  /** When calls are kept away from a platform that is down. */
  circuit?: CircuitRules;
  twitter?: TwitterSettings;
  /** `YYYYMM`, sent with every call. */
  linkedinVersion?: string;
  /** Last days of API versions, by platform, where they are known better than to the code. */
  versionEnds?: Readonly<Partial<Record<Platform, string>>>;
  /** How often grants are looked through for what is due. A minute when absent. */
  grantSweepMs?: number;
  /** What ad accounts are connected with; without it none can be. */
  oauth?: OAuthSettings & Readonly<{ privateKey?: GrantPrivateKey }>;
}>;

/** One operation gives up after six attempts, so it takes two at least. */
export const defaultCircuit: CircuitRules = { failures: 10, openMs: 30_000 };

/** With the version and without a slash at the end. */
const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const milliseconds = z.coerce.number().int().min(1);

const vaultKey = z
  .object({ id: z.string().min(1), key: z.base64() })
  .transform(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') }))
  .refine(({ key }) => key.length === 32, 'expected 32 bytes in base64');

const versionEnds = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'expected JSON such as {"meta":"2027-07-29"}', input: text });
      return z.NEVER;
    }
  })
  .pipe(z.partialRecord(platform, z.iso.date()));

const keyring = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      // Without the text: it holds keys.
      context.issues.push({ code: 'custom', message: 'expected JSON such as [{"id":"2026-11","key":"…"}]', input: '' });
      return z.NEVER;
    }
  })
  .pipe(z.tuple([vaultKey], vaultKey))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'key ids must differ');

const clientEnvironment = z.object({
  META_CLIENT_ID: z.string().min(1).optional(),
  META_CLIENT_SECRET: z.string().min(1).optional(),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  TIKTOK_CLIENT_ID: z.string().min(1).optional(),
  TIKTOK_CLIENT_SECRET: z.string().min(1).optional(),
  LINKEDIN_CLIENT_ID: z.string().min(1).optional(),
  LINKEDIN_CLIENT_SECRET: z.string().min(1).optional(),
  SNAPCHAT_CLIENT_ID: z.string().min(1).optional(),
  SNAPCHAT_CLIENT_SECRET: z.string().min(1).optional(),
});

const environment = z.object({
  ...clientEnvironment.shape,
  META_LOGIN_URL: baseUrl.default('https://www.facebook.com/v26.0'),
  GOOGLE_LOGIN_URL: baseUrl.default('https://accounts.google.com'),
  GOOGLE_TOKEN_URL: baseUrl.default('https://oauth2.googleapis.com'),
  TIKTOK_LOGIN_URL: baseUrl.default('https://business-api.tiktok.com'),
  LINKEDIN_LOGIN_URL: baseUrl.default('https://www.linkedin.com'),
  X_LOGIN_URL: baseUrl.default('https://api.x.com'),
  SNAPCHAT_LOGIN_URL: baseUrl.default('https://accounts.snapchat.com'),
  /** Opens what the gateway seals with the public key of the pair. */
  GRANT_PRIVATE_KEY: privateKeyText.optional(),
  GRANT_SWEEP_MS: milliseconds.default(60_000),
  META_BASE_URL: baseUrl.default('https://graph.facebook.com/v26.0'),
  GOOGLE_ADS_BASE_URL: baseUrl.default('https://googleads.googleapis.com/v26'),
  TIKTOK_BASE_URL: baseUrl.default('https://business-api.tiktok.com/open_api/v1.3'),
  LINKEDIN_BASE_URL: baseUrl.default('https://api.linkedin.com/rest'),
  X_ADS_BASE_URL: baseUrl.default('https://ads-api.x.com/12'),
  SNAPCHAT_BASE_URL: baseUrl.default('https://adsapi.snapchat.com/v1'),
  PLATFORM_REQUEST_TIMEOUT_MS: milliseconds.default(15_000),
  /** The first key writes, all of them read: `[{"id":"…","key":"<32 bytes in base64>"}]`. */
  VAULT_KEYS: keyring,
  UNKNOWN_OUTCOME_WAIT_MS: milliseconds.default(5_000),
  OPERATION_MAX_ATTEMPTS: z.coerce.number().int().min(1).default(6),
  OPERATION_RETRY_BASE_MS: milliseconds.default(200),
  OPERATION_RETRY_CAP_MS: milliseconds.default(60_000),
  PLATFORM_CIRCUIT_FAILURES: z.coerce.number().int().min(1).default(defaultCircuit.failures),
  PLATFORM_CIRCUIT_OPEN_MS: milliseconds.default(defaultCircuit.openMs),
  LINKEDIN_API_VERSION: z
    .string()
    .regex(/^\d{4}(0[1-9]|1[0-2])$/, 'expected YYYYMM')
    .default(linkedinVersion),
  /** `{"meta":"2027-07-29"}`: when the version in use ends, once its platform has announced it. */
  API_VERSION_ENDS: versionEnds.optional(),
  /** The product's own at X. Without them it starts as well; only calls to X are refused. */
  X_CONSUMER_KEY: z.string().min(1).optional(),
  X_CONSUMER_SECRET: z.string().min(1).optional(),
  X_SALE_AMOUNT_IN: z.enum(['micros', 'units']).default('micros'),
  META_ACCESS_TIER: z.enum(['limited', 'full']).default('full'),
  /** What the app's tier allows on one endpoint: 10, 20, 30 or 50. */
  TIKTOK_CALLS_PER_SECOND: z.coerce.number().int().min(1).default(10),
  /** What Snapchat allows the whole app. */
  SNAPCHAT_CALLS_PER_SECOND: z.coerce.number().int().min(1).default(20),
  /** How many sync-workers run at once and share what a platform allows the app and an access token. */
  SYNC_WORKERS: z.coerce.number().int().min(1).default(1),
});

type Environment = z.infer<typeof environment>;

/** Both halves or none: a platform whose client is not known in full cannot be connected. */
const clientsIn = (data: z.infer<typeof clientEnvironment>): OAuthSettings['clients'] => {
  const given: Readonly<Record<string, string | undefined>> = data;
  return Object.fromEntries(
    platform.options.flatMap((name) => {
      const [idVariable, secretVariable] = clientVariables[name];
      const [id, secret] = [given[idVariable], given[secretVariable]];
      return id === undefined || secret === undefined ? [] : [[name, { id, secret: secretOf(secret) }] as const];
    }),
  );
};

const oauthOf = (data: Environment): NonNullable<SyncWorkerConfig['oauth']> => ({
  loginUrls: {
    meta: data.META_LOGIN_URL,
    google: data.GOOGLE_LOGIN_URL,
    googleToken: data.GOOGLE_TOKEN_URL,
    tiktok: data.TIKTOK_LOGIN_URL,
    linkedin: data.LINKEDIN_LOGIN_URL,
    twitter: data.X_LOGIN_URL,
    snapchat: data.SNAPCHAT_LOGIN_URL,
  },
  clients: clientsIn(data),
  ...(data.GRANT_PRIVATE_KEY === undefined ? {} : { privateKey: data.GRANT_PRIVATE_KEY }),
});

/** Reads the service's variables. Throws one error that names every wrong one. */
export const loadSyncWorkerConfig = (env: NodeJS.ProcessEnv): SyncWorkerConfig => {
  const data = loadConfig(environment, env);
  return {
    baseUrls: {
      meta: data.META_BASE_URL,
      google: data.GOOGLE_ADS_BASE_URL,
      tiktok: data.TIKTOK_BASE_URL,
      linkedin: data.LINKEDIN_BASE_URL,
      twitter: data.X_ADS_BASE_URL,
      snapchat: data.SNAPCHAT_BASE_URL,
    },
    requestTimeoutMs: data.PLATFORM_REQUEST_TIMEOUT_MS,
    keyring: data.VAULT_KEYS,
    retry: {
      maxAttempts: data.OPERATION_MAX_ATTEMPTS,
      baseMs: data.OPERATION_RETRY_BASE_MS,
      capMs: data.OPERATION_RETRY_CAP_MS,
      lookupWaitMs: data.UNKNOWN_OUTCOME_WAIT_MS,
    },
    limits: limitRules({
      metaTier: data.META_ACCESS_TIER,
      tiktokPerSecond: data.TIKTOK_CALLS_PER_SECOND,
      snapchatPerSecond: data.SNAPCHAT_CALLS_PER_SECOND,
      workers: data.SYNC_WORKERS,
    }),
    circuit: { failures: data.PLATFORM_CIRCUIT_FAILURES, openMs: data.PLATFORM_CIRCUIT_OPEN_MS },
    linkedinVersion: data.LINKEDIN_API_VERSION,
    ...(data.API_VERSION_ENDS === undefined ? {} : { versionEnds: data.API_VERSION_ENDS }),
    oauth: oauthOf(data),
    grantSweepMs: data.GRANT_SWEEP_MS,
    twitter: {
      ...(data.X_CONSUMER_KEY === undefined ? {} : { consumerKey: data.X_CONSUMER_KEY }),
      ...(data.X_CONSUMER_SECRET === undefined ? {} : { consumerSecret: secretOf(data.X_CONSUMER_SECRET) }),
      saleAmountIn: data.X_SALE_AMOUNT_IN,
    },
  };
};
