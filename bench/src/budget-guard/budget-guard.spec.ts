import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Outcome, simulate } from './simulation.ts';

/** The whole simulation takes some seconds, and a busy machine several times that. */
const patienceMs = 180_000;

describe('500 campaigns on platforms that report half an hour late', () => {
  let [guard, naive] = [{}, {}] as [Outcome, Outcome];
  beforeAll(() => {
    ({ guard, naive } = simulate({ campaigns: 500, lagMinutes: 30, toldMinutes: 30 }));
  }, patienceMs);

  it('are paused at the cap, whatever their platforms do', () => {
    expect(guard.paused).toBe(500);
  });

  it('overspend by less than 2 % of the cap in 95 of 100 cases, and never by 5 %', () => {
    expect(guard.overspend.p95).toBeLessThan(2);
    expect(guard.overspend.most).toBeLessThan(5);
  });

  it('leave little of the budget unused', () => {
    expect(guard.unused.p50).toBeLessThan(0.3);
    expect(guard.unused.p95).toBeLessThan(3);
  });

  it('would overspend ten times as much by a rule that waits for the reports', () => {
    expect(naive.overspend.p95).toBeGreaterThan(10 * guard.overspend.p95);
    expect(naive.overspend.p95).toBeGreaterThan(2);
    expect(naive.overspend.most).toBeGreaterThan(5);
  });
});

describe('The simulation', () => {
  const few = { campaigns: 20, lagMinutes: 30, toldMinutes: 30 };

  it('comes out the same every time', () => {
    expect(simulate(few)).toEqual(simulate(few));
  });

  it('has more in flight the later platforms report, and overspends where the guard is told too little', () => {
    const late = simulate({ ...few, lagMinutes: 90 });
    expect(late.naive.overspend.p50).toBeGreaterThan(1.5 * simulate(few).naive.overspend.p50);
    expect(late.guard.overspend.p50).toBeGreaterThan(
      simulate({ ...few, lagMinutes: 90, toldMinutes: 90 }).guard.overspend.p50,
    );
  });
});
