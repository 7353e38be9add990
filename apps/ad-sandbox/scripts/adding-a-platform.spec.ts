import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const recipe = readFileSync(join(root, 'docs/adding-a-platform.md'), 'utf8');
const named = [...recipe.matchAll(/`([\w./-]+\.(?:ts|sql|yml))`/g)].map(([, path = '']) => path);

/** A platform's own folder, and tests, which the compiler or their failing tells of. */
const isElsewhere = (path: string): boolean =>
  platform.options.some((name) => path.includes(`/platforms/${name}/`)) || path.endsWith('.spec.ts');

const sources = globSync('{packages,services,apps}/*/{src,scripts}/**/*.{ts,sql}', { cwd: root }).filter(
  (path) => !isElsewhere(path),
);

/** By name or in a variable, such as `META_BASE_URL`; X's variables begin with its other name. */
const namesAll = (path: string): boolean => {
  const text = readFileSync(join(root, path), 'utf8');
  return platform.options.every((name) => new RegExp(`\\b${name}(\\b|_)`, 'i').test(text));
};

describe('docs/adding-a-platform.md', () => {
  it('names files that are there', () => {
    const paths = named.filter((path) => path.includes('/'));
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names every file that has a line for each platform', () => {
    const lists = sources.filter(namesAll);
    expect(lists.length).toBeGreaterThan(20);
    expect(lists.filter((path) => !named.includes(path))).toEqual([]);
  });
});
