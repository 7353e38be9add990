import { describe, expect, it } from '@jest/globals';
import { shown, tableOf } from './table.ts';

describe('A number in the table', () => {
  it('shows three digits, and no more than is known', () => {
    expect([12_345.6, 0.098_76, 1, 2.345_6, 999.9].map(shown)).toEqual(['12,300', '0.0988', '1', '2.35', '1,000']);
  });
});

describe('The table', () => {
  it('sets each figure beside its limit and says whether the aim is met', () => {
    const text = tableOf([
      {
        benchmark: 'append',
        figures: [
          {
            ...{ name: '32 clients', value: 9_000, unit: '/s', limit: { name: 'raw insert', value: 4_500 }, ratio: 2 },
            aim: { of: 'ratio', is: 'at least', than: 2 },
          },
          {
            ...{ name: 'relay', value: 9_000, unit: '/s', limit: { name: 'producer', value: 10_000 } },
            ...{ ratio: 0.9, spread: [0.812_3, 0.95] },
          },
          { name: 'p50', value: 12, unit: 'ms', aim: { of: 'value', is: 'at most', than: 10 } },
          { name: 'memory', value: 100, unit: 'MB' },
        ],
      },
    ]);
    expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'figure | value | limit | the limit is | ratio | aim | met',
      expect.stringMatching(/^-+( \| -+)+$/),
      'append: 32 clients | 9,000 /s | 4,500 /s | raw insert | 2x | ≥ 2x | yes',
      'append: relay | 9,000 /s | 10,000 /s | producer | 0.9x (0.812 to 0.95)',
      'append: p50 | 12 ms | ≤ 10 ms | NO',
      'append: memory | 100 MB',
    ]);
  });
});
