import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { brokenPromises, type EventSchemas } from './broken-promises.ts';
import { publishedAt, revisionBefore } from './earlier-revision.ts';

const euros = { type: 'object', properties: { euros: { type: 'integer' } }, required: ['euros'] };
const micros = { type: 'object', properties: { micros: { type: 'integer' } }, required: ['micros'] };

describe('A repository', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'contracts-'));
    git('init', '--quiet', '--initial-branch=main');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const git = (...args: readonly string[]): string => {
    const person = ['-c', 'user.name=anna', '-c', 'user.email=anna@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', ['-C', root, ...person, ...args], { encoding: 'utf8' }).trim();
  };
  /** Commits these as the published schemas, in place of those before; gives the commit. */
  const publish = (schemas: EventSchemas): string => {
    rmSync(join(root, 'docs'), { recursive: true, force: true });
    mkdirSync(join(root, 'docs/events'), { recursive: true });
    for (const [name, schema] of Object.entries(schemas)) {
      writeFileSync(join(root, `docs/events/${name}.json`), JSON.stringify(schema));
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'publish');
    return git('rev-parse', 'HEAD');
  };

  it('shows a break whose commit has the published schema changed with it', async () => {
    publish({ 'PriceSet.v1': euros });
    publish({ 'PriceSet.v1': micros });
    const today = { 'PriceSet.v1': micros };
    expect(brokenPromises(await publishedAt(root, 'HEAD'), today)).toEqual([]);
    expect(brokenPromises(await publishedAt(root, 'HEAD~1'), today)).toEqual([
      'PriceSet.v1 data.euros: was removed; add version 2 and leave this one',
      'PriceSet.v1 data.micros: is newly required; add version 2 and leave this one',
    ]);
  });

  it('had nothing published before there were schemas', async () => {
    const first = publish({});
    expect(await publishedAt(root, first)).toEqual({});
  });

  it('does not compare with a revision that it does not know', async () => {
    publish({ 'PriceSet.v1': euros });
    for (const revision of ['v9', 'HEAD~1', '--all']) {
      await expect(publishedAt(root, revision)).rejects.toThrow(`There is no revision ${revision} to compare with`);
    }
  });

  it('compares a branch with where it left main, however far main has gone since', async () => {
    const left = publish({ 'PriceSet.v1': euros });
    git('switch', '--quiet', '--create', 'dearer');
    publish({});
    publish({ 'PriceSet.v2': micros });
    git('switch', '--quiet', 'main');
    publish({ 'PriceDropped.v1': euros });
    git('switch', '--quiet', 'dearer');
    expect(await revisionBefore(root)).toBe(left);
  });

  it('compares main with the commit before, or with all that others do not have yet', async () => {
    const first = publish({ 'PriceSet.v1': euros });
    const second = publish({});
    publish({ 'PriceSet.v2': micros });
    expect(await revisionBefore(root)).toBe(second);
    git('update-ref', 'refs/remotes/origin/main', first);
    expect(await revisionBefore(root)).toBe(first);
  });

  it('has nothing to compare with in its first commit, nor without one, nor when it is none', async () => {
    expect(await revisionBefore(root)).toBeUndefined();
    publish({ 'PriceSet.v1': euros });
    expect(await revisionBefore(root)).toBeUndefined();
    rmSync(join(root, '.git'), { recursive: true });
    expect(await revisionBefore(root)).toBeUndefined();
  });
});

describe('The check of the contracts', () => {
  const check = (...args: readonly string[]) => {
    const script = join(import.meta.dirname, 'api-documents.ts');
    const { status, stdout } = spawnSync(process.execPath, [script, 'check', ...args], { encoding: 'utf8' });
    return { status, stdout };
  };

  it('fails when it is to compare with a revision that is not there', () => {
    expect(check('--against', 'no-such-revision')).toEqual({
      status: 1,
      stdout: 'There is no revision no-such-revision to compare with\n',
    });
  });

  it.each([['--against'], ['--since', 'main']])('explains itself when asked for %s', (...args) => {
    const { status, stdout } = check(...args);
    expect([status, stdout.slice(0, 6)]).toEqual([2, 'Usage:']);
  });
});
