import { randomUUID } from 'node:crypto';
import { type GrantPrivateKey, type GrantPublicKey, openText, sealText } from '@campaigns/grant-handover';
import type { Pool } from 'pg';
import { newSecret } from './signature.ts';

/** Seals the secrets of webhooks; whoever has only this key cannot read them again. */
export type WebhookPublicKey = GrantPublicKey;
/** Opens them; belongs to the rules-engine alone. */
export type WebhookPrivateKey = GrantPrivateKey;

const keep = async (pool: Pool, key: WebhookPublicKey, webhookId: string, now: Date): Promise<string> => {
  const secret = newSecret();
  await pool.query(
    'insert into webhooks.secrets (secret_id, webhook_id, sealed, created_at) values ($1, $2, $3, $4)',
    // What is sealed names its webhook: moved to another one it does not open.
    [randomUUID(), webhookId, await sealText(JSON.stringify({ webhookId, secret }), key), now],
  );
  return secret;
};

/** A first secret, to be told once. One that an interrupted attempt has left for this webhook is gone. */
export const makeSecret = async (pool: Pool, key: WebhookPublicKey, webhookId: string, now: Date): Promise<string> => {
  await wipeSecrets(pool, webhookId);
  return keep(pool, key, webhookId, now);
};

/** A new secret, to be told once; older ones stay valid until then. */
export const rotateSecret = async (
  pool: Pool,
  key: WebhookPublicKey,
  webhookId: string,
  { now, overlapUntil }: Readonly<{ now: Date; overlapUntil: Date }>,
): Promise<string> => {
  await pool.query('delete from webhooks.secrets where webhook_id = $1 and valid_until < $2', [webhookId, now]);
  await pool.query('update webhooks.secrets set valid_until = $2 where webhook_id = $1 and valid_until is null', [
    webhookId,
    overlapUntil,
  ]);
  return keep(pool, key, webhookId, now);
};

export const wipeSecrets = async (pool: Pool, webhookId: string): Promise<void> => {
  await pool.query('delete from webhooks.secrets where webhook_id = $1', [webhookId]);
};

/** The valid secrets of a webhook, the newest first; without what was sealed to another key, which nobody can open any more. */
export const openSecrets = async (
  pool: Pool,
  key: WebhookPrivateKey,
  webhookId: string,
  now: Date,
): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ sealed: string }>(
    `select sealed from webhooks.secrets where webhook_id = $1 and (valid_until is null or valid_until > $2)
     order by created_at desc, secret_id`,
    [webhookId, now],
  );
  const opened = await Promise.allSettled(
    rows.map(async ({ sealed }) => JSON.parse(await openText(sealed, key)) as { webhookId: string; secret: string }),
  );
  const readable = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return readable.filter((each) => each.webhookId === webhookId).map(({ secret }) => secret);
};
