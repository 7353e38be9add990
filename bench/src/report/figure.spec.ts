import { describe, expect, it } from '@jest/globals';
import { type Figure, reachesAim } from './figure.ts';

const figure: Figure = { name: 'appends', value: 900, unit: '/s', limit: { name: 'raw', value: 1_000 }, ratio: 0.9 };

describe('The aim of a figure', () => {
  it('is reached at the number itself, and missed beyond it', () => {
    expect(reachesAim({ ...figure, aim: { of: 'ratio', is: 'at least', than: 0.9 } })).toBe(true);
    expect(reachesAim({ ...figure, aim: { of: 'ratio', is: 'at least', than: 0.91 } })).toBe(false);
    expect(reachesAim({ ...figure, aim: { of: 'value', is: 'at most', than: 900 } })).toBe(true);
    expect(reachesAim({ ...figure, aim: { of: 'value', is: 'at most', than: 899 } })).toBe(false);
  });

  it('is missed when the ratio was not measured', () => {
    expect(reachesAim({ name: 'x', value: 1, unit: 's', aim: { of: 'ratio', is: 'at most', than: 1 } })).toBe(false);
  });

  it('need not be there', () => {
    expect(reachesAim(figure)).toBeUndefined();
  });
});
