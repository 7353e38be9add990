import { describe, expect, it } from '@jest/globals';
import { termsOf } from './terms.ts';

describe('The terms of a leader', () => {
  const aborted = (term: AbortSignal): Promise<void> =>
    new Promise((resolve) => term.addEventListener('abort', () => resolve()));

  it('begin once and end with the leader', async () => {
    const told: string[] = [];
    const terms = termsOf(
      async (term) => {
        told.push('begun');
        await aborted(term);
        told.push('ended');
      },
      () => told.push('given up'),
    );
    terms.begin();
    terms.begin();
    expect(terms.isOn()).toBe(true);
    await Promise.resolve();
    await terms.end();
    expect(terms.isOn()).toBe(false);
    expect(told).toEqual(['begun', 'ended']);
  });

  it('wait for a leader that is slow to end its last one', async () => {
    const released = Promise.withResolvers<void>();
    const begun: AbortSignal[] = [];
    const terms = termsOf(
      async (term) => {
        begun.push(term);
        await (begun.length === 1 ? released.promise : aborted(term));
      },
      () => undefined,
    );
    terms.begin();
    await Promise.resolve();
    void terms.end();
    terms.begin();
    void terms.end();
    terms.begin();
    await Promise.resolve();
    expect(begun.map(({ aborted }) => aborted)).toEqual([true]);
    released.resolve();
    await new Promise(setImmediate);
    // The second was over before it could begin.
    expect(begun.map(({ aborted }) => aborted)).toEqual([true, false]);
    await terms.end();
  });

  it('are given up by a leader that throws or ends of itself', async () => {
    const reasons: string[] = [];
    const giveUp = (reason: unknown): void => void reasons.push(String(reason));
    termsOf(() => Promise.reject(new Error('no')), giveUp).begin();
    termsOf(async () => {}, giveUp).begin();
    await new Promise(setImmediate);
    expect(reasons.toSorted()).toEqual(['Error: The leader has ended before its term', 'Error: no']);
  });
});
