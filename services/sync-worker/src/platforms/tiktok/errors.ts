import type { ErrorClass } from '@campaigns/contracts';
import { PlatformError } from '../platform-error.ts';

const classOfCode: Readonly<Record<number, ErrorClass>> = {
  40001: 'permission',
  40007: 'not-found',
  40016: 'rate-limit',
  40050: 'duplicate',
  40051: 'version',
  40100: 'rate-limit',
  40101: 'token-expired',
  40102: 'token-expired',
  40104: 'token-revoked',
  40105: 'token-revoked',
  40106: 'token-revoked',
  40110: 'token-revoked',
  40113: 'token-revoked',
  40118: 'permission',
  40119: 'permission',
  40125: 'permission',
  40132: 'rate-limit',
  40133: 'rate-limit',
  40200: 'transient',
  40201: 'transient',
  40202: 'conflict',
  40300: 'permission',
  40301: 'permission',
  41000: 'permission',
  60001: 'transient',
};

/** The others are an advertiser's. */
const appLimits = new Set([40_016, 40_100]);

const genericParameterError = 40_002;

export const tiktokErrorClass = (code: number, message: string): ErrorClass => {
  // A name that is taken has no code of its own.
  if (code === genericParameterError && /name.*(exist|duplicate|taken)/i.test(message)) return 'duplicate';
  if (code >= 50_000 && code < 60_000) return 'transient';
  return classOfCode[code] ?? 'validation';
};

/** TikTok names no wait; the fixed waits are in wait-rules.ts. */
export const tiktokError = (code: number, message: string): PlatformError =>
  new PlatformError({
    ...{ class: tiktokErrorClass(code, message), code: String(code), message },
    ...(appLimits.has(code) ? { scope: 'app' } : {}),
  });
