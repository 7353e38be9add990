import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';

describe('The command line', () => {
  it('runs everything unless told otherwise', () => {
    expect(readArguments([])).toEqual({
      wanted: 'run',
      arguments: {
        only: [
          ...['append', 'delivery', 'rebuild', 'read', 'workflows', 'deployments'],
          ...['platform-calls', 'relay', 'kafka-delivery', 'timers', 'budget-guard', 'sync'],
          ...['allocator', 'allocator-limits', 'rules'],
        ],
        json: false,
        quick: false,
      },
    });
  });

  it('takes names and letters, once each, in the order of the list', () => {
    const read = readArguments(['--only', 'i, append,a', '--json', '--quick']);
    expect(read).toEqual({
      wanted: 'run',
      arguments: { only: ['append', 'kafka-delivery'], json: true, quick: true },
    });
  });

  it.each([
    [['--only', 'append,nothing'], '--only: no benchmark "nothing"; there are append, delivery'],
    [['--only', ''], '--only: no benchmark ""'],
    [['--only'], "Option '--only <value>' argument missing"],
    [['--fast'], "Unknown option '--fast'"],
    [['append'], "Unexpected argument 'append'"],
    [['--json=yes'], "Option '--json' does not take an argument"],
  ])('answers %j with one line', (args, begin) => {
    const read = readArguments(args);
    if (read.wanted !== 'nonsense') throw new Error(`${args} was taken for ${read.wanted}`);
    expect(read.line.startsWith(begin)).toBe(true);
    expect(read.line).not.toContain('\n');
  });

  it('explains itself', () => {
    expect(readArguments(['--help'])).toEqual({ wanted: 'help' });
  });
});
