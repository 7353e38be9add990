import type { Request } from 'express';
import { invalidRequest } from './parse-request.ts';

const faultIn = (name: string, detail: string) => invalidRequest([{ pointer: `#/header/${name}`, detail }]);

/** No tag of ours: revisions are not negative. */
const neverMatches = -1n;

/** The revision that `If-Match` asks for; `undefined` without the header and for `*`. Throws 400 for a weak or broken one. */
export const ifMatchOf = (request: Request): bigint | undefined => {
  const given = request.get('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  if (!/^"[\x21\x23-\x7e]*"$/.test(given)) {
    throw faultIn('If-Match', 'expected one strong ETag as it came, such as "3" in its quotes');
  }
  const revision = /^"(\d{1,18})"$/.exec(given)?.[1];
  return revision === undefined ? neverMatches : BigInt(revision);
};

/** The `Idempotency-Key`; `undefined` without one. Throws 400 for a broken one. */
export const idempotencyKeyOf = (request: Request): string | undefined => {
  const given = request.get('idempotency-key');
  if (given === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(given))
    throw faultIn('Idempotency-Key', 'expected 1 to 200 visible ASCII characters');
  return given;
};

/** A W3C `traceparent`, when the request has a proper one. */
export const traceparentOf = (request: Request): string | undefined => {
  const given = request.get('traceparent');
  return given !== undefined && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(given) ? given : undefined;
};
