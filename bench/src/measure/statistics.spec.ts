import { describe, expect, it } from '@jest/globals';
import { median, percentile } from './statistics.ts';

describe('A median', () => {
  it('is the middle one of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('lies between the two in the middle of an even number of values', () => {
    expect(median([4, 1, 10, 2])).toBe(3);
  });

  it('is not moved by one wild round', () => {
    expect(median([100, 101, 99, 5_000, 100])).toBe(100);
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('is refused where nothing was measured', () => {
    expect(() => median([])).toThrow('No values');
  });
});

describe('A percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is a value that was measured, by nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it('is the only value there is', () => {
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([7], 0)).toBe(7);
  });

  it('sorts numbers as numbers', () => {
    expect(percentile([10, 9, 100], 1)).toBe(100);
  });

  it('is refused where nothing was measured', () => {
    expect(() => percentile([], 0.5)).toThrow('No values');
  });
});
