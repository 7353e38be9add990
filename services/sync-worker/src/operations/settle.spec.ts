import type { ErrorClass, OperationError, OperationKind, Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { samplePolicy } from '../testing/operation-samples.ts';
import { initialOperation, type Progress } from './operation.ts';
import { byDeadline, type Outcome, settle, type Verdict } from './settle.ts';

const progress = (changes: Partial<Progress> = {}): Progress => ({
  ...initialOperation.progress,
  attempt: 1,
  ...changes,
});
const rules = (kind: OperationKind, platform: Platform = 'meta') => ({
  kind,
  platform,
  policy: samplePolicy,
  random: () => 1,
});
const errorOf = (errorClass: ErrorClass): OperationError => ({ class: errorClass, code: 'x', message: 'm' });
const failure = (errorClass: ErrorClass, waitMs?: number): Outcome => ({
  is: 'error',
  error: errorOf(errorClass),
  ...(waitMs === undefined ? {} : { waitMs }),
});
const found = (...ids: readonly string[]): Outcome => ({ is: 'found', ids });

describe('a look for a campaign whose creation has an unknown outcome', () => {
  const looking = progress({ purpose: 'lookup', suspicion: errorOf('unknown-outcome') });

  it('adopts exactly one match', () => {
    expect(settle(found('1'), looking, rules('create-campaign'))).toEqual({
      is: 'succeeded',
      result: { kind: 'create-campaign', platformCampaignId: '1', adopted: true },
    });
  });

  it('adopts none of several', () => {
    expect(settle(found('1', '2'), looking, rules('create-campaign'))).toMatchObject({
      is: 'failed',
      error: { class: 'unknown-outcome', code: 'several-found' },
    });
  });

  it('looks a second time, later, when it finds nothing', () => {
    expect(settle(found(), looking, rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'unknown-outcome',
      looks: 1,
      waitMs: 5_000,
    });
  });

  it('lets the campaign be created again after the second empty look', () => {
    expect(settle(found(), { ...looking, looks: 1 }, rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      looks: 2,
      waitMs: 0,
      attempt: 1,
    });
  });

  it('gives up after the second empty look when there are no attempts left', () => {
    const last = { ...looking, looks: 1, attempt: 3 };
    expect(settle(found(), last, rules('create-campaign'))).toMatchObject({
      is: 'failed',
      error: { class: 'unknown-outcome' },
    });
  });

  it('fails when the platform speaks of a duplicate that cannot be found', () => {
    const duplicate = { ...looking, looks: 1, suspicion: errorOf('duplicate') };
    expect(settle(found(), duplicate, rules('create-campaign'))).toMatchObject({
      is: 'failed',
      error: { class: 'duplicate' },
    });
  });

  it('keeps looking through an outage for longer than a call is tried', () => {
    const afterMany = { ...looking, lookFailures: 10, attempt: 3 };
    expect(settle(failure('transient'), afterMany, rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'retry',
    });
    expect(settle(failure('unknown-outcome'), looking, rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'retry',
      looks: 0,
    });
  });

  it('says that the outcome stays unknown when it is refused', () => {
    expect(settle(failure('token-expired'), looking, rules('create-campaign'))).toMatchObject({
      is: 'failed',
      suspend: 'token_expired',
      error: { class: 'unknown-outcome', message: expect.stringContaining('unknown') },
    });
  });
});

describe('an error', () => {
  it.each(['unknown-outcome', 'duplicate'] as const)('of class %s leads a creation to look first', (errorClass) => {
    expect(settle(failure(errorClass), progress(), rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'unknown-outcome',
      looks: 0,
      waitMs: 5_000,
    });
  });

  it('of unknown outcome is retried where doing it twice does no harm', () => {
    expect(settle(failure('unknown-outcome'), progress(), rules('activate-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'retry',
    });
  });

  it.each(['activate-campaign', 'push-settings'] as const)(
    'of unknown outcome gives the platform the time to do it late, where that may spend: %s',
    (kind) => {
      const soon = { ...rules(kind), random: () => 0 };
      expect(settle(failure('unknown-outcome'), progress(), soon)).toMatchObject({ reason: 'retry', waitMs: 5_000 });
      expect(settle(failure('transient'), progress(), soon)).toMatchObject({ reason: 'retry', waitMs: 0 });
    },
  );

  it('of unknown outcome lets a pause be asked for again at once', () => {
    const soon = { ...rules('pause-campaign'), random: () => 0 };
    expect(settle(failure('unknown-outcome'), progress(), soon)).toMatchObject({ reason: 'retry', waitMs: 0 });
  });

  it('of class rate-limit waits as long as the platform says, without counting', () => {
    expect(settle(failure('rate-limit', 30_000), progress({ attempt: 3 }), rules('create-campaign'))).toMatchObject({
      is: 'deferred',
      reason: 'rate-limit',
      waitMs: 30_000,
      attempt: 2,
    });
  });

  it('of class rate-limit waits longer each time where the platform says nothing', () => {
    const waitAfter = (limited: number) =>
      settle(failure('rate-limit'), progress({ limited }), rules('pause-campaign', 'tiktok'));
    expect([0, 1, 2, 3].map(waitAfter)).toMatchObject(
      [1_000, 2_000, 300_000, 300_000].map((waitMs) => ({ is: 'deferred', waitMs })),
    );
  });

  it.each(['transient', 'conflict'] as const)(
    'of class %s is retried with a growing wait, then fails',
    (errorClass) => {
      const after = (attempt: number) => settle(failure(errorClass), progress({ attempt }), rules('pause-campaign'));
      expect(after(1)).toMatchObject({ is: 'deferred', reason: 'retry', waitMs: 200, attempt: 1 });
      expect(after(2)).toMatchObject({ is: 'deferred', reason: 'retry', waitMs: 400, attempt: 2 });
      const asked = (waitMs: number) => settle(failure(errorClass, waitMs), progress(), rules('pause-campaign'));
      expect([asked(5_000), asked(86_400_000)]).toMatchObject([{ waitMs: 5_000 }, { waitMs: samplePolicy.capMs }]);
      expect(after(3)).toMatchObject({ is: 'failed', error: { class: errorClass } });
    },
  );

  it('of class not-found means that removing has succeeded, and nothing else has', () => {
    expect(settle(failure('not-found'), progress(), rules('remove-campaign'))).toEqual({
      is: 'succeeded',
      result: { kind: 'remove-campaign' },
    });
    expect(settle(failure('not-found'), progress(), rules('activate-campaign'))).toMatchObject({ is: 'failed' });
  });

  it.each([
    ['token-expired', 'token_expired'],
    ['token-revoked', 'token_revoked'],
    ['permission', 'permission'],
  ] as const)('of class %s fails and suspends the connection', (errorClass, suspend) => {
    expect(settle(failure(errorClass), progress(), rules('pause-campaign'))).toMatchObject({ is: 'failed', suspend });
  });

  it.each(['validation', 'version'] as const)('of class %s fails at once and leaves the connection', (errorClass) => {
    expect(settle(failure(errorClass), progress(), rules('create-campaign'))).toEqual({
      is: 'failed',
      error: errorOf(errorClass),
    });
  });
});

describe('an operation with a deadline', () => {
  const asked = Date.parse('2026-12-01T08:00:00.000Z');
  const patience = (kind: OperationKind, deadline: string | undefined = '2026-12-01T09:00:00.000Z') => ({
    ...{ kind, deadline, after: (waitMs: number) => new Date(asked + waitMs) },
  });
  const hour = 3_600_000;
  const put = (reason: 'rate-limit' | 'retry' | 'unknown-outcome', waitMs: number): Verdict => ({
    ...{ is: 'deferred', reason, waitMs, attempt: 1, looks: 0 },
    error: errorOf(reason === 'retry' ? 'transient' : reason),
  });

  it('is put off as long as it comes again by then', () => {
    const verdict = put('rate-limit', hour);
    expect(byDeadline(verdict, progress(), patience('fetch-metrics'))).toBe(verdict);
  });

  it.each([
    ['rate-limit', 'rate-limit'],
    ['retry', 'transient'],
    ['unknown-outcome', 'unknown-outcome'],
  ] as const)('fails instead of waiting beyond it: %s', (reason, errorClass) => {
    expect(byDeadline(put(reason, hour + 1), progress(), patience('create-campaign'))).toEqual({
      is: 'failed',
      error: {
        ...{ class: errorClass, code: 'deadline-exceeded' },
        message: 'It was to be done by 2026-12-01T09:00:00.000Z; last: m',
      },
    });
  });

  it('stays unknown while it is being looked for, whatever holds up the look', () => {
    const looking = progress({ purpose: 'lookup', suspicion: errorOf('unknown-outcome') });
    expect(byDeadline(put('rate-limit', 2 * hour), looking, patience('create-campaign'))).toMatchObject({
      is: 'failed',
      error: { class: 'unknown-outcome', code: 'deadline-exceeded' },
    });
  });

  it('may have been activated when an earlier try may have', () => {
    const doubtful = progress({ mayHaveActed: true });
    expect(byDeadline(put('rate-limit', 2 * hour), doubtful, patience('activate-campaign'))).toMatchObject({
      error: { class: 'unknown-outcome' },
    });
  });

  it('is put off for ever where none was given, and what has ended stays as it ended', () => {
    const late = put('retry', 100 * hour);
    expect(byDeadline(late, progress(), { ...patience('pause-campaign'), deadline: undefined })).toBe(late);
    const done: Verdict = { is: 'succeeded', result: { kind: 'pause-campaign' } };
    expect(byDeadline(done, progress(), patience('pause-campaign'))).toBe(done);
  });
});
