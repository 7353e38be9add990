import { describe, expect, it } from '@jest/globals';
import { googleError, googleErrorBody } from './google/errors.ts';
import { metaErrorClass } from './meta/errors.ts';
import { usageWaitMs } from './meta/usage.ts';
import { tiktokErrorClass } from './tiktok/errors.ts';

describe('errors of Meta', () => {
  it.each([
    [190, 463, 400, 'token-expired'],
    [190, 460, 400, 'token-revoked'],
    [102, undefined, 400, 'token-revoked'],
    [10, undefined, 403, 'permission'],
    [200, undefined, 403, 'permission'],
    [299, undefined, 400, 'permission'],
    [3, undefined, 400, 'permission'],
    [4, 1504022, 403, 'rate-limit'],
    [17, 2446079, 400, 'rate-limit'],
    [613, 1487742, 400, 'rate-limit'],
    [80004, 2446079, 400, 'rate-limit'],
    [80014, undefined, 400, 'rate-limit'],
    [100, undefined, 400, 'validation'],
    [100, 33, 400, 'not-found'],
    [803, undefined, 404, 'not-found'],
    [368, undefined, 400, 'validation'],
    [1, undefined, 500, 'transient'],
    [2, undefined, 200, 'transient'],
    [2635, undefined, 400, 'version'],
    [99999, undefined, 503, 'transient'],
    [99999, undefined, 400, 'validation'],
  ] as const)('%s with subcode %s and HTTP %s is %s', (code, subcode, status, expected) => {
    const error = { code, ...(subcode === undefined ? {} : { error_subcode: subcode }) };
    expect(metaErrorClass(error, status)).toBe(expected);
  });

  const headers = new Headers({
    'x-business-use-case-usage': JSON.stringify({
      '1234567890': [{ type: 'ads_management', call_count: 97, estimated_time_to_regain_access: 3 }],
      '42': [{ type: 'ads_management', call_count: 100, estimated_time_to_regain_access: 60 }],
    }),
    'x-ad-account-usage': JSON.stringify({ acc_id_util_pct: 9.67, reset_time_duration: 100 }),
  });

  it('come with a wait in minutes, for our account only', () => {
    expect(usageWaitMs(headers, '1234567890', true)).toBe(180_000);
    expect(usageWaitMs(headers, '42', false)).toBe(3_600_000);
  });

  it('fall back to the reset of the ad account, in seconds', () => {
    expect(usageWaitMs(headers, '7', true)).toBe(100_000);
    expect(usageWaitMs(headers, '7', false)).toBeUndefined();
    expect(usageWaitMs(new Headers({ 'x-ad-account-usage': 'garbage' }), '7', true)).toBeUndefined();
  });
});

const googleAnswer = (httpStatus: number, family?: string, name?: string, details: object = {}) => {
  const errors = family === undefined ? [] : [{ errorCode: { [family]: name }, message: 'm', details }];
  const body = {
    error: { code: httpStatus, message: 'm', status: 'S', details: errors.length === 0 ? [] : [{ errors }] },
  };
  return googleError(googleErrorBody.parse(body).error, httpStatus);
};

describe('errors of Google', () => {
  it.each([
    [401, 'authenticationError', 'OAUTH_TOKEN_EXPIRED', 'token-expired'],
    [401, 'authenticationError', 'OAUTH_TOKEN_REVOKED', 'token-revoked'],
    [401, 'authenticationError', 'NOT_ADS_USER', 'permission'],
    [401, undefined, undefined, 'token-expired'],
    [403, 'authorizationError', 'USER_PERMISSION_DENIED', 'permission'],
    [403, 'headerError', 'INVALID_LOGIN_CUSTOMER_ID', 'permission'],
    [429, 'quotaError', 'RESOURCE_EXHAUSTED', 'rate-limit'],
    [400, 'campaignError', 'DUPLICATE_CAMPAIGN_NAME', 'duplicate'],
    [400, 'campaignBudgetError', 'DUPLICATE_NAME', 'duplicate'],
    [400, 'campaignBudgetError', 'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT', 'validation'],
    [400, 'mutateError', 'RESOURCE_NOT_FOUND', 'not-found'],
    [404, 'mutateError', 'RESOURCE_NOT_FOUND', 'not-found'],
    [404, undefined, undefined, 'version'],
    [400, 'databaseError', 'CONCURRENT_MODIFICATION', 'conflict'],
    [500, 'internalError', 'TRANSIENT_ERROR', 'transient'],
    [503, undefined, undefined, 'transient'],
    [400, 'fieldError', 'REQUIRED', 'validation'],
  ] as const)('HTTP %s with %s %s is %s', (status, family, name, expected) => {
    expect(googleAnswer(status, family, name).class).toBe(expected);
  });

  it('carry the wait that they name', () => {
    const details = { quotaErrorDetails: { rateScope: 'ACCOUNT', retryDelay: '30s' } };
    expect(googleAnswer(429, 'quotaError', 'RESOURCE_EXHAUSTED', details)).toMatchObject({
      waitMs: 30_000,
      code: 'quotaError.RESOURCE_EXHAUSTED',
    });
  });

  it('are read out of the array of a streamed answer', () => {
    expect(googleErrorBody.parse([{ error: { code: 503 } }]).error.code).toBe(503);
  });
});

describe('errors of TikTok', () => {
  it.each([
    [40101, 'token-expired'],
    [40102, 'token-expired'],
    [40105, 'token-revoked'],
    [40104, 'token-revoked'],
    [40001, 'permission'],
    [40300, 'permission'],
    [40100, 'rate-limit'],
    [40016, 'rate-limit'],
    [40132, 'rate-limit'],
    [40133, 'rate-limit'],
    [40000, 'validation'],
    [40002, 'validation'],
    [40007, 'not-found'],
    [40050, 'duplicate'],
    [40051, 'version'],
    [40202, 'conflict'],
    [50000, 'transient'],
    [51305, 'transient'],
    [60001, 'transient'],
  ] as const)('%s is %s', (code, expected) => {
    expect(tiktokErrorClass(code, 'Something')).toBe(expected);
  });

  it('tell a taken name only in their message', () => {
    expect(tiktokErrorClass(40002, 'Campaign name already exists. Please try another name.')).toBe('duplicate');
  });
});
