import { privateKeyText } from '@campaigns/grant-handover';
import { loadConfig, variables } from '@campaigns/service-kit';
import type { WebhookPrivateKey } from '@campaigns/webhook-delivery';
import { z } from 'zod';

const environment = z.object({
  /** Opens the secrets of webhooks. Without it nothing is sent. */
  WEBHOOK_PRIVATE_KEY: privateKeyText.optional(),
  /** Whether messages may go to private networks, and without TLS. */
  WEBHOOK_ALLOW_PRIVATE: variables.flag.default(false),
});

export type WebhookConfig = Readonly<{ key?: WebhookPrivateKey; isPrivateAllowed: boolean }>;

/** Throws one error that names every wrong variable. */
export const loadWebhookConfig = (env: NodeJS.ProcessEnv): WebhookConfig => {
  const { WEBHOOK_PRIVATE_KEY: key, WEBHOOK_ALLOW_PRIVATE: isPrivateAllowed } = loadConfig(environment, env);
  return { isPrivateAllowed, ...(key === undefined ? {} : { key }) };
};
