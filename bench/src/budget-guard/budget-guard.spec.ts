import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome, Setting } from './simulation.ts';

/** The whole simulation takes four seconds of a processor, and on a busy machine many times that. */
const patienceMs = 180_000;

const script = `
  const { simulate } = await import(process.argv[1]);
  process.stdout.write(JSON.stringify(simulate(JSON.parse(process.argv[2]))));
`;

/** In a process of its own: the test runner makes every look at \`Math\` and \`Date\` a slow one, and there are millions. */
const simulated = async (setting: Setting): Promise<Readonly<{ guard: Outcome; naive: Outcome }>> => {
  const file = join(import.meta.dirname, 'simulation.ts');
  const args = ['--input-type=module', '--eval', script, file, JSON.stringify(setting)];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
};

describe('500 campaigns on platforms that report half an hour late', () => {
  let [guard, naive] = [{}, {}] as [Outcome, Outcome];
  beforeAll(async () => {
    ({ guard, naive } = await simulated({ campaigns: 500, lagMinutes: 30, toldMinutes: 30 }));
  }, patienceMs);

  it('are all paused at the budget', () => {
    expect(guard.paused).toBe(500);
  });

  it('overspend by less than 2 % of the budget in 95 of 100 cases, and never by 5 %', () => {
    expect(guard.overspend.p95).toBeLessThan(2);
    expect(guard.overspend.most).toBeLessThan(5);
  });

  it('leave little of the budget unused', () => {
    expect(guard.unused.p50).toBeLessThan(0.3);
    expect(guard.unused.p95).toBeLessThan(3);
  });

  it('would overspend ten times as much if the pause waited for the reports', () => {
    expect(naive.overspend.p95).toBeGreaterThan(10 * guard.overspend.p95);
    expect(naive.overspend.p95).toBeGreaterThan(2);
    expect(naive.overspend.most).toBeGreaterThan(5);
  });
});

describe('The simulation', () => {
  const few = { campaigns: 20, lagMinutes: 30, toldMinutes: 30 };

  it('comes out the same every time', async () => {
    expect(await simulated(few)).toEqual(await simulated(few));
  });

  it('has more in flight the later platforms report, and overspends where the guard does not know', async () => {
    const [prompt, late] = [await simulated(few), await simulated({ ...few, lagMinutes: 90 })];
    const known = await simulated({ ...few, lagMinutes: 90, toldMinutes: 90 });
    expect(late.naive.overspend.p50).toBeGreaterThan(1.5 * prompt.naive.overspend.p50);
    expect(late.guard.overspend.p50).toBeGreaterThan(known.guard.overspend.p50);
  });
});
