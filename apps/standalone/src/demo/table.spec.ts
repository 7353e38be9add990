import { describe, expect, it } from '@jest/globals';
import { table } from './table.ts';

describe('A table of results', () => {
  it('aligns names to the left and figures to the right', () => {
    const text = table([
      ['Platform', 'Spend'],
      ['meta', '1,234.50'],
      ['tiktok', '9.00'],
    ]);
    expect(text).toBe('Platform     Spend\n--------  --------\nmeta      1,234.50\ntiktok        9.00');
  });
});
