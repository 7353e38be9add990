import { inspect } from 'node:util';
import { z } from 'zod';

/** A value that shows itself only to who asks for it by name: logs, JSON and errors see `[redacted]`. */
export type Secret = Readonly<{ reveal: () => string; toJSON: () => string }>;

export const secretOf = (value: string): Secret =>
  Object.freeze({
    reveal: () => value,
    toJSON: () => '[redacted]',
    toString: () => '[redacted]',
    [inspect.custom]: () => '[redacted]',
  });

const accessToken = z.string().min(1).max(4096);

/** What a platform's API is called with, as handed in for keeping. */
export const credentialsInput = z.discriminatedUnion('platform', [
  z.strictObject({ platform: z.literal('meta'), accessToken }),
  z.strictObject({
    platform: z.literal('google'),
    accessToken,
    /** The manager account through which access is held, ten digits. */
    loginCustomerId: z
      .string()
      .regex(/^\d{10}$/)
      .optional(),
  }),
  z.strictObject({ platform: z.literal('tiktok'), accessToken }),
  z.strictObject({ platform: z.literal('linkedin'), accessToken }),
  z.strictObject({
    platform: z.literal('twitter'),
    accessToken,
    /** Signs what the access token is sent with (OAuth 1.0a). */
    tokenSecret: z.string().min(1).max(4096),
  }),
  z.strictObject({ platform: z.literal('snapchat'), accessToken }),
]);
export type CredentialsInput = z.infer<typeof credentialsInput>;

/** The same, safe to pass around. */
export type Credentials = Readonly<{
  platform: CredentialsInput['platform'];
  accessToken: Secret;
  loginCustomerId?: string;
  tokenSecret?: Secret;
}>;

export const sealed = (input: CredentialsInput): Credentials => ({
  platform: input.platform,
  accessToken: secretOf(input.accessToken),
  ...(input.platform === 'google' && input.loginCustomerId !== undefined
    ? { loginCustomerId: input.loginCustomerId }
    : {}),
  ...(input.platform === 'twitter' ? { tokenSecret: secretOf(input.tokenSecret) } : {}),
});

/** Access that a person has granted, as the platform gave it. */
export type GrantTokens = Readonly<{
  accessToken: Secret;
  /** X: signs what the access token is sent with. */
  tokenSecret?: Secret;
  /** What a newer access token is got for; Meta takes the access token itself. */
  refreshToken?: Secret;
  scopes: readonly string[];
  /** When the access token was issued and when it ends, as far as the platform says. */
  access?: Readonly<{ issuedAt: Date; endsAt: Date }>;
  /** When the refresh token ends, as far as the platform says. */
  refreshEndsAt?: Date;
}>;

/** What an ad account is called with under a grant. */
export const credentialsOf = (
  platform: Credentials['platform'],
  { accessToken, tokenSecret }: Pick<GrantTokens, 'accessToken' | 'tokenSecret'>,
  loginCustomerId: string | null = null,
): Credentials => ({
  platform,
  accessToken,
  ...(tokenSecret === undefined ? {} : { tokenSecret }),
  ...(loginCustomerId === null ? {} : { loginCustomerId }),
});

/** The text without the secrets, however a platform quotes them back. */
export const withoutSecrets = (text: string, secrets: readonly (Secret | undefined)[]): string =>
  secrets
    .flatMap((secret) => (secret === undefined ? [] : [secret.reveal(), encodeURIComponent(secret.reveal())]))
    .reduce((safe, value) => safe.replaceAll(value, '[redacted]'), text);

export const withoutSecret = (text: string, { accessToken, tokenSecret }: Credentials): string =>
  withoutSecrets(text, [accessToken, tokenSecret]);
