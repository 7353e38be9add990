import { type GrantPublicKey, publicKeyText } from '@campaigns/grant-handover';
import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';
import { defaultTokenIssuer, type TokenSettings } from './auth/token-settings.ts';
import { loadNoticeSecrets, type NoticeSecrets } from './notices/notice-secrets.ts';
import type { WebhookSettings } from './webhooks/webhook-handlers.ts';

const environment = z
  .object({
    PORT: variables.port.default(3000),
    HOST: z.string().default('127.0.0.1'),
    AUTH_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
    AUTH_ISSUER: z.string().default(defaultTokenIssuer),
    AUTH_AUDIENCE: z.string().default(defaultTokenIssuer),
    RATE_LIMIT_PER_MINUTE: variables.positiveInt.default(1_200),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    GRANT_PUBLIC_KEY: publicKeyText.optional(),
    WEBHOOK_PUBLIC_KEY: publicKeyText.optional(),
    WEBHOOK_ALLOW_PRIVATE: variables.flag.default(false),
  })
  .refine(({ AUTH_JWT_SECRET, AUTH_JWKS_URL }) => (AUTH_JWT_SECRET === undefined) !== (AUTH_JWKS_URL === undefined), {
    error: 'exactly one of AUTH_JWT_SECRET and AUTH_JWKS_URL is needed',
    path: ['AUTH_JWT_SECRET'],
  });

export type GatewayConfig = Readonly<{
  port: number;
  host: string;
  token: TokenSettings;
  /** Requests per minute and token subject. */
  rateLimitPerMinute: number;
  /** Where people's browsers reach the gateway, without a slash at the end. Ad accounts can be connected only with it … */
  publicUrl?: string;
  /** … and with this: it seals what only the sync-worker may read. */
  grantPublicKey?: GrantPublicKey;
  /** Notices are taken from the platforms whose secrets are known. */
  notices?: NoticeSecrets;
  /** What alerts are told to: the key seals secrets that only the rules-engine may read. */
  webhooks?: WebhookSettings;
}>;

/** Reads the environment; throws one message that names every wrong variable. */
export const loadGatewayConfig = (env: Readonly<Record<string, string | undefined>>): GatewayConfig => {
  const parsed = loadConfig(environment, env);
  const key =
    parsed.AUTH_JWT_SECRET === undefined
      ? ({ kind: 'jwks', url: parsed.AUTH_JWKS_URL as string } as const)
      : ({ kind: 'secret', secret: parsed.AUTH_JWT_SECRET } as const);
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    token: { key, issuer: parsed.AUTH_ISSUER, audience: parsed.AUTH_AUDIENCE },
    rateLimitPerMinute: parsed.RATE_LIMIT_PER_MINUTE,
    ...(parsed.PUBLIC_URL === undefined ? {} : { publicUrl: parsed.PUBLIC_URL }),
    ...(parsed.GRANT_PUBLIC_KEY === undefined ? {} : { grantPublicKey: parsed.GRANT_PUBLIC_KEY }),
    notices: loadNoticeSecrets(env),
    webhooks: {
      isPrivateAllowed: parsed.WEBHOOK_ALLOW_PRIVATE,
      ...(parsed.WEBHOOK_PUBLIC_KEY === undefined ? {} : { publicKey: parsed.WEBHOOK_PUBLIC_KEY }),
    },
  };
};
