import type { ErrorClass } from '@campaigns/contracts';
import { PlatformError } from '../platform-error.ts';

const classOfCode: Readonly<Record<string, ErrorClass>> = {
  // A patch whose test failed: somebody else was faster.
  E1166: 'conflict',
  E3001: 'permission',
  E3003: 'not-found',
};

const classOfStatus: Readonly<Record<number, ErrorClass>> = {
  403: 'permission',
  404: 'not-found',
  410: 'version',
};

/** Everything else that is no failure of Snapchat's is about what was sent: E1xxx and E2xxx, with HTTP 400 or 200. */
export const snapchatErrorClass = (code: string | undefined, status: number): ErrorClass => {
  // Run out or taken away: Snapchat says the same to both, and only the refresh of the token tells.
  if (status === 401) return 'token-expired';
  if (status === 429) return 'rate-limit';
  return classOfCode[code ?? ''] ?? classOfStatus[status] ?? (status >= 500 ? 'transient' : 'validation');
};

export const snapchatError = (
  { code, message }: Readonly<{ code: string | undefined; message: string | undefined }>,
  status: number,
  waitMs?: number,
): PlatformError =>
  new PlatformError({
    class: snapchatErrorClass(code, status),
    code: code ?? `http-${status}`,
    message: message ?? `Snapchat refused the call (HTTP ${status})`,
    ...(waitMs === undefined ? {} : { waitMs }),
  });

const coded = /Error code: (E\d+), message: (.*)/s;

/** The error of one item, which puts code and message into one text. */
export const itemError = (reason: string | undefined, status: number): PlatformError => {
  const [, code, message = reason] = coded.exec(reason ?? '') ?? [];
  return snapchatError({ code, message }, status);
};
