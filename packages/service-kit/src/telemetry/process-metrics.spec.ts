import { describe, expect, it } from '@jest/globals';
import { lateness } from './process-metrics.ts';

describe('How late the event loop comes to a timer', () => {
  it('is what goes beyond the 20 ms after which it was due', () => {
    expect(lateness(20_000_000)).toBe(0);
    expect(lateness(70_000_000)).toBeCloseTo(0.05);
  });

  it('is never less than nothing, also when it was not measured yet', () => {
    expect(lateness(19_900_000)).toBe(0);
    expect(lateness(0)).toBe(0);
  });
});
