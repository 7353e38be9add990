import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** 32 random bytes, as Standard Webhooks writes them. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`;

type Message = Readonly<{ id: string; timestamp: number; body: string }>;

const signatureOf = ({ id, timestamp, body }: Message, secret: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(`${id}.${timestamp}.${body}`, 'utf8')
    .digest('base64')}`;

/** Headers of Standard Webhooks 1.0; one signature per secret. `timestamp` in seconds since 1970. */
export const signedHeaders = (message: Message, secrets: readonly string[]): Readonly<Record<string, string>> => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestamp),
  'webhook-signature': secrets.map((secret) => signatureOf(message, secret)).join(' '),
});
