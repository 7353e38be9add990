import { describe, expect, it } from '@jest/globals';
import { acceleratedClock, loadClock, systemClock } from './clock.ts';

describe('acceleratedClock', () => {
  it('starts at its anchor and runs at its speed', () => {
    let elapsed = 5_000;
    const clock = acceleratedClock(60, new Date('2026-01-01T00:00:00Z'), () => elapsed);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
    elapsed += 1_000;
    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:00.000Z');
  });

  it('relates its instants to real waiting', () => {
    const clock = acceleratedClock(60, new Date('2026-01-01T00:00:00Z'), () => 0);
    expect(clock.realMsUntil(new Date('2026-01-01T01:00:00Z'))).toBe(60_000);
    expect(clock.realMsUntil(new Date('2025-12-31T23:59:00Z'))).toBe(-1_000);
    expect(clock.after(60_000).toISOString()).toBe('2026-01-01T01:00:00.000Z');
  });

  it('refuses a speed that would stop or reverse time', () => {
    expect(() => acceleratedClock(0)).toThrow(RangeError);
    expect(() => acceleratedClock(Number.NaN)).toThrow(RangeError);
  });
});

describe('The clocks of several processes', () => {
  const CLOCK_STARTED_AT = new Date(Date.now() - 60_000).toISOString();

  it('are the wall clock unless told otherwise', () => {
    expect(loadClock({})).toBe(systemClock);
  });

  it('show the same although one was started later', () => {
    const [early, late] = [
      loadClock({ CLOCK_SPEED: '300', CLOCK_STARTED_AT }),
      loadClock({ CLOCK_SPEED: '300', CLOCK_STARTED_AT }),
    ];
    const apartMs = Math.abs(early.now().getTime() - late.now().getTime());
    // Between the two readings a few milliseconds pass, each of which counts 300.
    expect(apartMs).toBeLessThan(300 * 1_000);
    expect(early.now().getTime() - Date.now()).toBeGreaterThan(299 * 60_000 - 1);
  });

  it('cannot run fast without saying since when', () => {
    expect(() => loadClock({ CLOCK_SPEED: '300' })).toThrow(/CLOCK_STARTED_AT: needed with CLOCK_SPEED/);
  });
});
