import { describe, expect, it } from '@jest/globals';
import { crashTestArguments } from './options.ts';

describe('The flags of the crash test', () => {
  it('have defaults', () => {
    expect(crashTestArguments([])).toEqual({ deployments: 200, kills: 12, atOnce: 16, seed: 1 });
  });

  it('are read', () => {
    const args = ['--deployments', '5', '--kills=0', '--at-once', '2', '--seed', '9'];
    expect(crashTestArguments(args)).toEqual({ deployments: 5, kills: 0, atOnce: 2, seed: 9 });
    expect(crashTestArguments(['-h'])).toBe('help');
  });

  it.each([
    ['--deployments', '0'],
    ['--deployments', 'many'],
    ['--kills', '-1'],
    ['--at-once', '1000'],
    ['--colour', 'red'],
  ])('refuse %s %s by name', (flag, value) => {
    expect(() => crashTestArguments([flag, value])).toThrow(flag);
  });
});
