import { problemDetails } from '@campaigns/contracts';
import { ConcurrencyExhausted, LogUnavailable, RevisionMismatch, RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { Problem, problemBody, toProblem } from './problem.ts';

const httpError = (status: number, type?: string): Error =>
  Object.assign(new Error('secret /etc/passwd'), { status, expose: true, type });
const pgError = (code: string): Error => Object.assign(new Error('relation "secret" does not exist'), { code });

describe('toProblem', () => {
  it.each([
    [new RuleViolation('illegal-transition', 'no', { status: 'draft', action: 'pause' }), 409, 'illegal-transition'],
    [new RuleViolation('orchestration-not-found', 'no'), 404, 'orchestration-not-found'],
    [new RuleViolation('a-rule-of-tomorrow', 'no'), 422, 'rule-violation'],
    [new RevisionMismatch(4n), 412, 'precondition-failed'],
    [new ConcurrencyExhausted('busy'), 409, 'conflict'],
    [new LogUnavailable('away'), 503, 'unavailable'],
    [pgError('57P01'), 503, 'unavailable'],
    [pgError('ECONNREFUSED'), 503, 'unavailable'],
    [pgError('42P01'), 500, 'internal-error'],
    [httpError(413), 413, 'body-too-large'],
    [httpError(400, 'entity.parse.failed'), 400, 'malformed-json'],
    [new URIError('malformed'), 400, 'invalid-request'],
    [new TypeError('x is undefined'), 500, 'internal-error'],
    ['thrown text', 500, 'internal-error'],
  ])('answers %p with %i %s', (error, status, code) => {
    const body = problemBody(toProblem(error));
    expect(body).toMatchObject({ status, code, type: `/problems/${code}` });
    expect(problemDetails.parse(body)).toEqual(body);
  });

  it('says nothing about an error that nobody expected', () => {
    for (const error of [pgError('42P01'), httpError(413), new TypeError('secret')]) {
      expect(JSON.stringify(problemBody(toProblem(error)))).not.toContain('secret');
    }
  });

  it('gives the current revision with a failed precondition, and a time to wait when something is away', () => {
    expect(toProblem(new RevisionMismatch(4n)).extras.headers).toEqual({ ETag: '"4"' });
    expect(toProblem(new LogUnavailable('away')).extras.headers).toEqual({ 'Retry-After': '5' });
  });

  it('carries the details of a rule, and the name of a rule that has no page', () => {
    const violation = new RuleViolation('a-rule-of-tomorrow', 'no', { platform: 'meta' });
    expect(problemBody(toProblem(violation)).details).toEqual({ platform: 'meta', rule: 'a-rule-of-tomorrow' });
    expect(problemBody(new Problem('forbidden', 'no')).details).toBeUndefined();
  });
});
