import { describe, expect, it } from '@jest/globals';
import { businessClock } from './business-clock.ts';

const minute = 60_000;
const ahead = (env: Readonly<Record<string, string>>): number => businessClock(env).now().getTime() - Date.now();

describe('Business time of the single process', () => {
  it('is the wall clock’s, unless it is told a speed', () => {
    expect(Math.abs(ahead({}))).toBeLessThan(minute);
  });

  it('begins at the present and runs at its speed', () => {
    expect(Math.abs(ahead({ CLOCK_SPEED: '300' }))).toBeLessThan(minute);
    expect(Math.abs(ahead({ CLOCK_SPEED: '300', CLOCK_STARTED_AT: '' }))).toBeLessThan(minute);
    const clock = businessClock({ CLOCK_SPEED: '300' });
    expect(clock.after(1_000).getTime() - clock.now().getTime()).toBeGreaterThan(299_000);
  });

  it('goes on where it was, for a system that is started again and told when it began', () => {
    const CLOCK_STARTED_AT = new Date(Date.now() - minute).toISOString();
    expect(Math.round(ahead({ CLOCK_SPEED: '301', CLOCK_STARTED_AT }) / minute)).toBe(300);
  });

  it('is refused at a speed that makes no sense', () => {
    expect(() => businessClock({ CLOCK_SPEED: '-1' })).toThrow('CLOCK_SPEED');
  });
});
