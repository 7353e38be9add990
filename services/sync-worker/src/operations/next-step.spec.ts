import type { OperationEvent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  createTask,
  history,
  pauseTask,
  sampleContext,
  sampleError,
  samplePolicy,
} from '../testing/operation-samples.ts';
import { nextStep, type Wake } from './next-step.ts';
import { operationFrom } from './operation.ts';

const context = sampleContext();
const requested: Wake = { kind: 'requested' };
const due = (revision: number): Wake => ({ kind: 'due', revision: BigInt(revision) });

const attempted = (attempt: number, purpose: 'call' | 'lookup' = 'call', task = createTask): OperationEvent => ({
  type: 'OperationAttempted',
  data: { ...context, attempt, purpose, task },
});
const deferred = (reason: 'rate-limit' | 'retry' | 'unknown-outcome', attempt: number, looks = 0): OperationEvent => ({
  type: 'OperationDeferred',
  data: {
    ...context,
    until: '2026-12-01T08:00:10.000Z',
    reason,
    error: sampleError,
    attempt,
    looks,
    task: createTask,
  },
});
const fired: OperationEvent = { type: 'OperationDue', data: { ...context, task: createTask } };
const succeeded: OperationEvent = {
  type: 'OperationSucceeded',
  data: { ...context, result: { kind: 'create-campaign', platformCampaignId: '1', adopted: false } },
};
const failed: OperationEvent = {
  type: 'OperationFailed',
  data: { ...context, kind: 'create-campaign', error: sampleError },
};

const step = (wake: Wake, kind: 'create-campaign' | 'pause-campaign', ...events: readonly OperationEvent[]) =>
  nextStep(operationFrom(history(...events)), wake, kind, samplePolicy);

describe('what a trigger leads to', () => {
  it('calls the platform for a new operation', () => {
    expect(step(requested, 'create-campaign')).toEqual({ do: 'attempt', purpose: 'call', attempt: 1 });
  });

  it.each([
    ['succeeded', succeeded],
    ['failed', failed],
  ])('does nothing once the operation has %s', (_, end) => {
    expect(step(requested, 'create-campaign', attempted(1), end)).toEqual({ do: 'nothing' });
    expect(step(due(9), 'create-campaign', attempted(1), deferred('retry', 1), fired, attempted(2), end)).toEqual({
      do: 'nothing',
    });
  });

  it('ignores a request that is delivered again while the operation waits', () => {
    expect(step(requested, 'create-campaign', attempted(1), deferred('retry', 1))).toEqual({ do: 'nothing' });
  });

  it('ignores the end of a wait that is older than the latest deferral', () => {
    const events = [attempted(1), deferred('retry', 1), fired, attempted(2), deferred('retry', 2)];
    expect(step(due(2), 'create-campaign', ...events)).toEqual({ do: 'nothing' });
    expect(step(due(5), 'create-campaign', ...events, fired)).toEqual({ do: 'attempt', purpose: 'call', attempt: 3 });
  });

  it('does not count a rate limit as an attempt', () => {
    expect(step(due(2), 'create-campaign', attempted(1), deferred('rate-limit', 0), fired)).toEqual({
      do: 'attempt',
      purpose: 'call',
      attempt: 1,
    });
  });
});

describe('an attempt that was cut off', () => {
  it('is never called again blindly when it may have created a campaign', () => {
    expect(step(requested, 'create-campaign', attempted(1))).toMatchObject({
      do: 'look-later',
      // Another worker may still be inside the call, until its time limit has passed since then.
      since: new Date('2026-12-01T08:00:00.000Z'),
    });
  });

  it('is simply made again when it is idempotent', () => {
    expect(step(requested, 'pause-campaign', attempted(1, 'call'))).toEqual({
      do: 'attempt',
      purpose: 'call',
      attempt: 2,
    });
    expect(pauseTask.kind).toBe('pause-campaign');
  });

  it('fails when it keeps being cut off', () => {
    expect(step(requested, 'pause-campaign', attempted(3))).toMatchObject({
      do: 'fail',
      error: { class: 'unknown-outcome', code: 'attempts-exhausted' },
    });
  });

  it('looks again when a look was cut off', () => {
    const events = [attempted(1), deferred('unknown-outcome', 1), fired, attempted(1, 'lookup')];
    expect(step(due(2), 'create-campaign', ...events)).toEqual({ do: 'attempt', purpose: 'lookup', attempt: 1 });
  });
});

describe('an unknown outcome', () => {
  it('is looked into twice before the campaign is created again', () => {
    const first = [attempted(1), deferred('unknown-outcome', 1, 0), fired];
    expect(step(due(2), 'create-campaign', ...first)).toEqual({ do: 'attempt', purpose: 'lookup', attempt: 1 });
    const second = [...first, attempted(1, 'lookup'), deferred('unknown-outcome', 1, 1), fired];
    expect(step(due(5), 'create-campaign', ...second)).toEqual({ do: 'attempt', purpose: 'lookup', attempt: 1 });
    const third = [...second, attempted(1, 'lookup'), deferred('unknown-outcome', 1, 2), fired];
    expect(step(due(8), 'create-campaign', ...third)).toEqual({ do: 'attempt', purpose: 'call', attempt: 2 });
  });

  it('goes on looking after a rate limit in between', () => {
    const events = [
      attempted(1),
      deferred('unknown-outcome', 1),
      fired,
      attempted(1, 'lookup'),
      deferred('rate-limit', 1),
      fired,
    ];
    expect(step(due(5), 'create-campaign', ...events)).toEqual({ do: 'attempt', purpose: 'lookup', attempt: 1 });
  });
});
