import { createSecretKey, type KeyObject } from 'node:crypto';
import type { NoticePlatform } from '@campaigns/contracts';
import { loadConfig } from '@campaigns/service-kit';
import { z } from 'zod';

/** What platforms prove themselves with. As key objects: logs, JSON and errors see nothing of them. */
export type NoticeSecrets = Readonly<{
  clients: Readonly<Partial<Record<NoticePlatform, KeyObject>>>;
  /** What a subscription at Meta was made with. */
  metaVerifyToken?: KeyObject;
}>;

const secret = z
  .string()
  .min(1)
  .transform((text) => createSecretKey(Buffer.from(text)))
  .optional();

const environment = z.object({
  META_CLIENT_SECRET: secret,
  META_WEBHOOK_VERIFY_TOKEN: secret,
  TIKTOK_CLIENT_SECRET: secret,
  LINKEDIN_CLIENT_SECRET: secret,
});

/** The variable with the app's secret at a platform: the one that the sync-worker has as well. */
export const secretVariables: Readonly<Record<NoticePlatform, keyof z.infer<typeof environment>>> = {
  meta: 'META_CLIENT_SECRET',
  tiktok: 'TIKTOK_CLIENT_SECRET',
  linkedin: 'LINKEDIN_CLIENT_SECRET',
};

export const loadNoticeSecrets = (env: Readonly<Record<string, string | undefined>>): NoticeSecrets => {
  const given = loadConfig(environment, env);
  const { META_WEBHOOK_VERIFY_TOKEN: metaVerifyToken } = given;
  const clients = Object.entries(secretVariables).flatMap(([platform, variable]) => {
    const key = given[variable];
    return key === undefined ? [] : [[platform, key] as const];
  });
  return { clients: Object.fromEntries(clients), ...(metaVerifyToken === undefined ? {} : { metaVerifyToken }) };
};
