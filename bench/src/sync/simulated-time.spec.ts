import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { simulatedTime } from './simulated-time.ts';

const start = new Date('2026-12-14T12:00:00.000Z');

describe('Simulated time', () => {
  it('jumps to the end of the next wait when all who work wait', async () => {
    const time = simulatedTime(start);
    const woken: string[] = [];
    const after = (...waits: readonly number[]) =>
      time.work(async () => {
        for (const ms of waits) await time.sleep(ms);
        woken.push(`${waits.join('+')} at ${time.now() - start.getTime()}`);
      });
    await Promise.all([after(400, 400), after(900), after(300)]);
    expect(woken).toEqual(['300 at 300', '400+400 at 800', '900 at 900']);
  });

  it('stands still while one of them does something else', async () => {
    const time = simulatedTime(start);
    const done: string[] = [];
    const waiting = time.work(async () => {
      await time.sleep(300);
      done.push('waited');
    });
    await time.work(async () => {
      for (let turns = 0; turns < 20; turns += 1) await turn();
      done.push('worked');
    });
    await waiting;
    expect(done).toEqual(['worked', 'waited']);
  });

  it('counts who waits for several things as waiting until the last of them', async () => {
    const time = simulatedTime(start);
    await time.work(async () => {
      await Promise.all([time.sleep(100), time.sleep(500)]);
      expect(time.now() - start.getTime()).toBe(500);
    });
  });

  it('stands still while others are busy, and does later what was put off', async () => {
    let isBusy = true;
    const time = simulatedTime(start, () => isBusy);
    let doneAt: number | undefined;
    time.workAt(new Date(start.getTime() + 60_000), async () => {
      doneAt = time.now() - start.getTime();
    });
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(doneAt).toBeUndefined();
    isBusy = false;
    await time.work(async () => undefined);
    await time.until(new Date(start.getTime() + 120_000));
    expect(doneAt).toBe(60_000);
    expect(time.now() - start.getTime()).toBe(120_000);
  });
});
