import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { openLoop } from './open-loop.ts';
import { throughput } from './throughput.ts';

describe('A closed load', () => {
  it('lets each client wait for its answer before it calls again', async () => {
    let inHand = 0;
    let most = 0;
    const perSecond = await throughput({ clients: 3, ms: 60 }, async () => {
      inHand += 1;
      most = Math.max(most, inHand);
      await sleep(5);
      inHand -= 1;
    });
    expect(most).toBe(3);
    expect(perSecond).toBeGreaterThan(0);
    expect(perSecond).toBeLessThanOrEqual(3 * 200 * 1.3);
  });

  it('fails when a call fails', async () => {
    await expect(throughput({ clients: 1, ms: 10 }, () => Promise.reject(new Error('refused')))).rejects.toThrow(
      'refused',
    );
  });
});

describe('An open load', () => {
  it('does not wait for answers, and makes as many calls as asked', async () => {
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const due: number[] = [];
    await openLoop({ perSecond: 1_000, calls: 20 }, (dueAt, index) => {
      due.push(dueAt);
      if (index === 19) answer();
      return answered;
    });
    expect(due).toHaveLength(20);
  });

  it('tells each call when it was due, at even distances', async () => {
    const due: number[] = [];
    await openLoop({ perSecond: 500, calls: 10 }, async (dueAt) => void due.push(dueAt));
    const gaps = due.slice(1).map((at, index) => Math.round((at - (due[index] ?? 0)) * 1_000) / 1_000);
    expect(new Set(gaps)).toEqual(new Set([2]));
  });
});
