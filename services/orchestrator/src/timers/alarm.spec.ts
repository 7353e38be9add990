import { describe, expect, it } from '@jest/globals';
import { alarm } from './alarm.ts';

const at = (ms: number): Date => new Date(ms);
/** Business time stands at 1,000; one of its milliseconds is a real one. */
const clock = { realMsUntil: (due: Date) => due.getTime() - 1_000 };
const asleep = Symbol('asleep');
const soon = (sleeping: Promise<void>): Promise<unknown> =>
  Promise.race([sleeping, new Promise((resolve) => setTimeout(() => resolve(asleep), 20))]);

describe('An alarm', () => {
  it('wakes when the time has come', async () => {
    expect(await soon(alarm(clock, 60_000).sleep(at(1_005)))).toBeUndefined();
  });

  it('wakes at once for a time that has passed', async () => {
    expect(await soon(alarm(clock, 60_000).sleep(at(0)))).toBeUndefined();
  });

  it('sleeps on when it rings for a later time, and wakes when it rings for an earlier one', async () => {
    const one = alarm(clock, 60_000);
    const sleeping = one.sleep(at(50_000));
    one.ring(at(50_000));
    expect(await soon(sleeping)).toBe(asleep);
    one.ring(at(2_000));
    expect(await soon(sleeping)).toBeUndefined();
  });

  it('does not fall asleep over what rang while it was awake', async () => {
    const one = alarm(clock, 60_000);
    one.reset();
    one.ring(at(2_000));
    expect(await soon(one.sleep(at(50_000)))).toBeUndefined();
    expect(await soon(one.sleep(undefined))).toBeUndefined();
  });

  it('sleeps at most as long as it is told', async () => {
    expect(await soon(alarm(clock, 5).sleep(undefined))).toBeUndefined();
  });

  it('wakes and does not sleep again when it is stopped', async () => {
    const one = alarm(clock, 60_000);
    const sleeping = one.sleep(undefined);
    one.stop();
    expect(await soon(sleeping)).toBeUndefined();
    expect(await soon(one.sleep(undefined))).toBeUndefined();
  });
});
