import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { NoticePlatform } from '@campaigns/contracts';

/** How a notice came: its bytes as they were sent, and the header that its platform signs with. */
export type Signed = Readonly<{ body: Buffer; header: string | undefined }>;

type Claim = Readonly<{
  digest: string;
  /** What the platform has signed, in parts. */
  message: readonly (string | Buffer)[];
  /** Seconds since 1970. */
  signedAt?: number;
}>;

export const signatureHeaders: Readonly<Record<NoticePlatform, string>> = {
  meta: 'x-hub-signature-256',
  tiktok: 'tiktok-signature',
  linkedin: 'x-li-signature',
};

/** So far may the clock of a platform and ours be apart, and so long may a notice be on its way. */
const toleranceSeconds = 300;

export const hmacOf = (key: KeyObject, message: readonly (string | Buffer)[]): Buffer =>
  message.reduce((hmac, part) => hmac.update(part), createHmac('sha256', key)).digest();

const claims: Readonly<Record<NoticePlatform, (header: string, body: Buffer) => Claim | undefined>> = {
  meta: (header, body) => {
    const [, digest] = /^sha256=([\da-f]{64})$/.exec(header) ?? [];
    return digest === undefined ? undefined : { digest, message: [body] };
  },
  tiktok: (header, body) => {
    const [, t, digest] = /^t=(\d{1,12}),s=([\da-f]{64})$/.exec(header) ?? [];
    if (t === undefined || digest === undefined) return undefined;
    return { digest, message: [`${t}.`, body], signedAt: Number(t) };
  },
  // The prefix is signed in any case; some deliveries are said to carry it in the header as well.
  linkedin: (header, body) => {
    const [, digest] = /^(?:hmacsha256=)?([\da-f]{64})$/.exec(header) ?? [];
    return digest === undefined ? undefined : { digest, message: ['hmacsha256=', body] };
  },
};

const isTimely = ({ signedAt }: Claim, now: Date): boolean =>
  signedAt === undefined || Math.abs(now.getTime() / 1_000 - signedAt) <= toleranceSeconds;

/**
 * The digest of a notice that its platform has signed, `undefined` for any other. Compared in constant time on the bytes as
 * they came, before anything reads them. `now` is the real time: platforms know no other.
 */
export const verifiedDigest = (
  platform: NoticePlatform,
  { body, header }: Signed,
  key: KeyObject,
  now: Date,
): string | undefined => {
  const claim = header === undefined ? undefined : claims[platform](header, body);
  if (claim === undefined) return undefined;
  const isGenuine = timingSafeEqual(hmacOf(key, claim.message), Buffer.from(claim.digest, 'hex'));
  return isGenuine && isTimely(claim, now) ? claim.digest : undefined;
};

const hashOf = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** In constant time, whatever the length. */
export const isSecret = (key: KeyObject, given: string): boolean =>
  timingSafeEqual(hashOf(key.export()), hashOf(given));
