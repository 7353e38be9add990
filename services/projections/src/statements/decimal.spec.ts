import { describe, expect, it } from '@jest/globals';
import { decimal } from './decimal.ts';

describe('An amount in millionths as a decimal', () => {
  it.each([
    [0, '0'],
    [1, '0.000001'],
    [100_000, '0.1'],
    [1_000_000, '1'],
    [5_250_000, '5.25'],
    [10_000_001, '10.000001'],
    [Number.MAX_SAFE_INTEGER, '9007199254.740991'],
  ])('of %d is %s, to the last digit', (micros, digits) => {
    expect(decimal(micros)).toBe(digits);
  });
});
