import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JsonSchema } from '../src/index.ts';
import type { EventSchemas } from './broken-promises.ts';

const execute = promisify(execFile);
/** Well above what the schemas of one revision have together. */
const maxBuffer = 64_000_000;

const run = async (root: string, ...args: readonly string[]): Promise<string> =>
  (await execute('git', ['-C', root, ...args], { maxBuffer })).stdout.trim();

/** The commit that a name such as `main` or `v1.2` stands for; `undefined` when the repository at `root` knows none. */
const commitOf = (root: string, name: string): Promise<string | undefined> =>
  run(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).catch(() => undefined);

/**
 * The commit whose published schemas today's must keep to: where this work has left the main branch, or on that branch
 * itself the commit before; `undefined` in a repository without any of them, such as a shallow clone.
 */
export const revisionBefore = async (root: string): Promise<string | undefined> => {
  const main = (await commitOf(root, 'origin/main')) ?? (await commitOf(root, 'main')) ?? 'HEAD';
  const [left, head] = await Promise.all([
    run(root, 'merge-base', 'HEAD', main).catch(() => undefined),
    commitOf(root, 'HEAD'),
  ]);
  return left === head ? commitOf(root, 'HEAD~1') : left;
};

/** The event schemas that were published at a revision. Throws when the repository at `root` does not know it. */
export const publishedAt = async (root: string, revision: string): Promise<EventSchemas> => {
  const commit = await commitOf(root, revision);
  if (commit === undefined) throw new Error(`There is no revision ${revision} to compare with`);
  const paths = await run(root, 'ls-tree', '--name-only', '--full-tree', commit, 'docs/events/');
  const schemas: Record<string, JsonSchema> = {};
  for (const path of paths.split('\n').filter((each) => each.endsWith('.json'))) {
    const name = path.slice('docs/events/'.length, -'.json'.length);
    schemas[name] = JSON.parse(await run(root, 'show', `${commit}:${path}`)) as JsonSchema;
  }
  return schemas;
};
