import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '../../http/http-call.ts';
import { rateLimitWaitMs } from '../../limits/wait-rules.ts';
import { twitterError } from './errors.ts';
import { resetWaitMs, usedUpWaitMs } from './rate-limit.ts';

const now = Date.parse('2026-12-08T12:00:00Z');
const inSeconds = (seconds: number): string => String(now / 1000 + seconds);

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers: new Headers(headers),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refused = (status: number, code: string | number, headers: Readonly<Record<string, string>> = {}): HttpAnswer =>
  answer(status, { errors: [{ code, message: 'No' }], request: { params: {} } }, headers);

describe('errors of X', () => {
  it.each([
    [401, 'UNAUTHORIZED_ACCESS', 'token-revoked'],
    [401, 89, 'token-revoked'],
    [403, 'ACCOUNT_NOT_FOUND', 'permission'],
    [403, 'READONLY_CLIENT_APPLICATION', 'permission'],
    [403, 'FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED', 'permission'],
    [403, 'CURRENT_USER_SUSPENDED', 'permission'],
    [400, 'INVALID_PARAMETER', 'validation'],
    [400, 'INVALID_DENOMINATION', 'validation'],
    [400, 'TOO_MANY_CAMPAIGNS', 'validation'],
    [404, 'CAMPAIGN_NOT_FOUND', 'not-found'],
    [404, 'FUNDING_INSTRUMENT_NOT_FOUND', 'not-found'],
    [404, 'ROUTE_NOT_FOUND', 'version'],
    [429, 'TOO_MANY_REQUESTS', 'rate-limit'],
    [423, 'LOCK_ACQUISITION_TIMEOUT', 'conflict'],
    [408, 'CANCELLED_REQUEST', 'transient'],
    [500, 'INTERNAL_ERROR', 'transient'],
    [503, 'SERVICE_UNAVAILABLE', 'transient'],
    [503, 'OVER_CAPACITY', 'transient'],
    [418, 'SOMETHING_NEW', 'validation'],
  ] as const)('HTTP %s with %s is %s', (status, code, expected) => {
    expect(twitterError(refused(status, code), true, now)).toMatchObject({ class: expected, code: String(code) });
  });

  it.each([
    [401, true, 'token-revoked'],
    [403, true, 'permission'],
    [423, true, 'conflict'],
    [429, true, 'rate-limit'],
    [404, true, 'version'],
    [503, true, 'unknown-outcome'],
    [500, true, 'unknown-outcome'],
    [503, false, 'transient'],
  ] as const)('HTTP %s in a page for a change (%s) is told by its status: %s', (status, mutates, expected) => {
    const page = answer(status, '<!DOCTYPE html><title>Error</title>');
    expect(twitterError(page, mutates, now)).toMatchObject({ class: expected, code: `http-${status}` });
  });

  it('say everything that X found wrong, and where', () => {
    const errors = [
      { code: 'MISSING_PARAMETER', message: '"name" is a required parameter', parameter: 'name' },
      { code: 'INVALID_PARAMETER', message: 'Expected one of', parameter: null },
    ];
    expect(twitterError(answer(400, { errors }), true, now)).toMatchObject({
      code: 'MISSING_PARAMETER',
      message: '"name" is a required parameter (name) | Expected one of',
    });
  });

  it.each([
    ['ahead of', '2026-12-08T11:53:20Z'],
    ['behind', '2026-12-08T12:06:40Z'],
  ])('do not take a connection out of use for our clock that is %s theirs', (side, platformTime) => {
    const date = new Date(platformTime).toUTCString();
    const error = twitterError(refused(401, 'UNAUTHORIZED_ACCESS', { date }), false, now);
    expect(error).toMatchObject({ class: 'validation', code: 'clock-skew' });
    expect(error.message).toBe(`No: the clock of this machine is 400 s ${side} X's`);
  });

  it('take a token as revoked when the clocks agree', () => {
    const date = new Date('2026-12-08T11:59:30Z').toUTCString();
    expect(twitterError(refused(401, 'UNAUTHORIZED_ACCESS', { date }), false, now).class).toBe('token-revoked');
  });
});

describe('the wait that X asks for', () => {
  it('is until the reset, in epoch seconds', () => {
    const error = twitterError(refused(429, 'TOO_MANY_REQUESTS', { 'x-rate-limit-reset': inSeconds(45) }), true, now);
    expect(error.waitMs).toBe(45_000);
  });

  it("is the ad account's where X gives both", () => {
    const headers = { 'x-rate-limit-reset': inSeconds(45), 'x-account-rate-limit-reset': inSeconds(800) };
    expect(twitterError(refused(429, 'TOO_MANY_REQUESTS', headers), false, now).waitMs).toBe(800_000);
  });

  it('is named by Retry-After when X is over capacity', () => {
    expect(twitterError(refused(503, 'OVER_CAPACITY', { 'retry-after': '7' }), false, now).waitMs).toBe(7_000);
  });

  it('is unknown when the reset has passed, or is not told', () => {
    expect(resetWaitMs(new Headers({ 'x-rate-limit-reset': inSeconds(-5) }), now)).toBeUndefined();
    expect(resetWaitMs(new Headers(), now)).toBeUndefined();
    expect(twitterError(refused(429, 'TOO_MANY_REQUESTS'), true, now).waitMs).toBeUndefined();
  });

  it('is then a minute for what is counted by the minute, and a quarter of an hour if that was not enough', () => {
    expect([0, 1, 2].map((limited) => rateLimitWaitMs('twitter', limited))).toEqual([60_000, 900_000, 900_000]);
  });

  it('begins with the last call that is allowed, by the count that holds', () => {
    const user = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inSeconds(45) };
    expect(usedUpWaitMs(new Headers(user), now)).toBe(45_000);
    expect(usedUpWaitMs(new Headers({ ...user, 'x-rate-limit-remaining': '1' }), now)).toBeUndefined();
    const both = { ...user, 'x-account-rate-limit-remaining': '12', 'x-account-rate-limit-reset': inSeconds(800) };
    expect(usedUpWaitMs(new Headers(both), now)).toBeUndefined();
  });
});
