import { describe, expect, it } from '@jest/globals';
import { waiters } from './waiters.ts';

describe('Waiting for a position', () => {
  it('ends at once when the position is reached already', async () => {
    const waiting = waiters();
    waiting.reached(5n);
    expect(await waiting.waitFor(5n, 10_000)).toBe(true);
    expect(waiting.lowestWanted()).toBeUndefined();
  });

  it('ends for those whose position comes, and goes on for the others', async () => {
    const waiting = waiters();
    const near = waiting.waitFor(1n, 10_000);
    const far = waiting.waitFor(3n, 10_000);
    expect(waiting.lowestWanted()).toBe(1n);
    waiting.reached(2n);
    expect(await near).toBe(true);
    expect(waiting.lowestWanted()).toBe(3n);
    waiting.reached(3n);
    expect(await far).toBe(true);
  });

  it('ends with false after the time given', async () => {
    expect(await waiters().waitFor(1n, 1)).toBe(false);
  });

  it('ends with false for all when it is closed, and for whoever comes later', async () => {
    const waiting = waiters();
    const before = waiting.waitFor(1n, 10_000);
    waiting.close();
    expect(await before).toBe(false);
    expect(await waiting.waitFor(1n, 10_000)).toBe(false);
  });
});
