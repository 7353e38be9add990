import { describe, expect, it } from '@jest/globals';
import { rateLimitWaitMs } from '../../limits/wait-rules.ts';
import { linkedinError, linkedinErrorClass, looksUnheardOf } from './errors.ts';

const minute = 60_000;

describe('errors of LinkedIn', () => {
  it.each([
    [401, 65602, undefined, 'token-expired'],
    [401, 65600, undefined, 'token-revoked'],
    [401, 65601, 'REVOKED_ACCESS_TOKEN', 'token-revoked'],
    [401, 65608, undefined, 'token-revoked'],
    [401, undefined, undefined, 'token-expired'],
    [403, 100, 'ACCESS_DENIED', 'permission'],
    [403, 0, 'NO_PERMISSION_ON_ENTITY', 'permission'],
    [400, 0, 'FIELD_VALUE_TOO_LOW', 'validation'],
    [400, 0, 'MULTIPLE_VALIDATIONS_FAILED', 'validation'],
    [400, 0, 'ENTITY_WITH_SAME_KEY_ALREADY_EXISTS', 'duplicate'],
    [400, 0, 'VERSION_MISSING', 'version'],
    [426, 0, 'NONEXISTENT_VERSION', 'version'],
    [404, 0, 'NOT_FOUND', 'not-found'],
    [409, 0, 'CONFLICT', 'conflict'],
    [429, undefined, undefined, 'rate-limit'],
    [408, undefined, undefined, 'transient'],
    [500, undefined, undefined, 'transient'],
    [503, 0, 'UNDER_MAINTENANCE', 'transient'],
    [504, undefined, undefined, 'transient'],
    [422, undefined, undefined, 'validation'],
  ] as const)('HTTP %s with number %s and code %s is %s', (status, serviceErrorCode, code, expected) => {
    expect(linkedinErrorClass({ serviceErrorCode, code }, status)).toBe(expected);
  });
});

describe('a token that LinkedIn says is revoked', () => {
  const said = (serviceErrorCode: number, code?: string) =>
    linkedinError(
      { status: 401, message: 'No', serviceErrorCode, ...(code === undefined ? {} : { code }) },
      { status: 401, headers: new Headers(), body: '' },
    );

  it('may be too fresh, which its number tells, whether or not a name comes with it', () => {
    expect([said(65601), said(65601, 'REVOKED_ACCESS_TOKEN')].map(looksUnheardOf)).toEqual([true, true]);
    expect([said(65600), said(65602, 'EXPIRED_ACCESS_TOKEN')].map(looksUnheardOf)).toEqual([false, false]);
  });
});

describe('a rate limit of LinkedIn, which names no wait', () => {
  it('is waited for in minutes first, and then until its day ends', () => {
    const evening = Date.parse('2026-12-08T21:30:00Z');
    const waits = [0, 1, 2, 3, 4].map((limited) => rateLimitWaitMs('linkedin', limited, evening));
    expect(waits).toEqual([1, 5, 15, 150, 150].map((minutes) => minutes * minute));
  });
});
