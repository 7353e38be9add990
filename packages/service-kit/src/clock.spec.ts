import { describe, expect, it } from '@jest/globals';
import { acceleratedClock } from './clock.ts';

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
