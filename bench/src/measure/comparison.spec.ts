import { describe, expect, it } from '@jest/globals';
import { alternate, comparisonOf } from './comparison.ts';

describe('A comparison over rounds', () => {
  it('takes the ratio of each round, so that a slow round of the machine does not move it', () => {
    const rounds = [
      { ours: 200, theirs: 100 },
      { ours: 20, theirs: 10 },
      { ours: 198, theirs: 99 },
    ];
    expect(comparisonOf(rounds)).toMatchObject({ value: 198, limit: 99, ratio: 2 });
  });

  it('tells how far apart the ratios of the rounds were', () => {
    const rounds = [
      { ours: 90, theirs: 100 },
      { ours: 70, theirs: 100 },
      { ours: 40, theirs: 50 },
    ];
    expect(comparisonOf(rounds)).toMatchObject({ ratio: 0.8, spread: [0.7, 0.9] });
  });
});

describe('Two sides measured in turn', () => {
  it('begin with each of them alternately, and keep the rounds together', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => {
      order.push(name);
      return `${name} ${order.length}`;
    };
    const rounds = await alternate(3, side('ours'), side('theirs'));
    expect(order).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
    expect(rounds[1]).toEqual({ ours: 'ours 4', theirs: 'theirs 3' });
  });
});
