import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { acceptanceRows } from './acceptance.ts';

const root = join(import.meta.dirname, '..');
const rows = acceptanceRows(readFileSync(join(root, 'docs/acceptance.md'), 'utf8'));

/** How many lines each section has. */
const sections = { A: 10, B: 8, C: 10, D: 6, E: 10, F: 8, G: 2, H: 5, I: 6, J: 7, K: 9, L: 10, U: 4 };
const promised = Object.entries(sections).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);

describe('docs/acceptance.md', () => {
  it('has every promised line once', () => {
    expect(rows.map(({ id }) => id)).toEqual(promised);
  });

  it.each(rows.map((row) => [row.id, row] as const))(
    '%s names proofs that exist, or says what is missing',
    (_, row) => {
      expect(['shown', 'in part', 'missing']).toContain(row.status);
      if (row.status !== 'missing') expect(row.proofs).not.toEqual([]);
      if (row.status !== 'shown') expect(row.missing).not.toBe('');
      for (const { file, title } of row.proofs) {
        expect(readFileSync(join(root, file), 'utf8')).toContain(title);
      }
    },
  );
});
