import { describe, expect, it } from '@jest/globals';
import { heapCourse } from './heap.ts';

describe('The course of a heap', () => {
  it('rises by as much as each call leaves behind', () => {
    const { bytesPerCall, mostToFirst } = heapCourse([1_000, 1_200, 1_400, 1_600], 100);
    expect(bytesPerCall).toBeCloseTo(2);
    expect(mostToFirst).toBeCloseTo(1.6);
  });

  it('is flat when it only goes up and down', () => {
    const { bytesPerCall, mostToFirst } = heapCourse([1_000, 1_100, 900, 900, 1_100, 1_000], 100);
    expect(bytesPerCall).toBeCloseTo(0);
    expect(mostToFirst).toBeCloseTo(1.1);
  });

  it('is not told from a single stop', () => {
    expect(() => heapCourse([1_000], 100)).toThrow(RangeError);
  });
});
