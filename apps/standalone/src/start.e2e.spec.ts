import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { templatesAnswer } from '@campaigns/contracts';
import { createTestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataFolder, type RunningSystem, runToEnd, startSystem } from './testing/running-system.ts';

type Folder = Awaited<ReturnType<typeof dataFolder>>;

const isAnswering = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('Starting the system', () => {
  let folder: Folder;

  beforeAll(async () => {
    folder = await dataFolder();
  });
  afterAll(() => folder.drop());

  it('is ready on its own Postgres, says what to do next, and stops cleanly on Ctrl-C', async () => {
    const system = await startSystem({ DATA_DIR: folder.path });
    expect(await isAnswering(system.apiUrl)).toBe(true);
    expect(system.banner).toContain(`${system.apiUrl}/docs`);
    expect(system.banner).toContain('sandbox');
    expect(system.banner).toContain('npx -y pnpm@12 demo');
    expect(system.banner.split('\n').length).toBeLessThan(25);
    expect(await system.interrupt()).toBe(0);
    expect(await isAnswering(system.apiUrl)).toBe(false);
  }, 60_000);

  it('runs on the database of DATABASE_URL, and finds its data there again', async () => {
    const database = await createTestDatabase();
    const other = await dataFolder();
    const env = { DATA_DIR: other.path, DATABASE_URL: database.url };
    const first = await startSystem(env);
    const { templates } = templatesAnswer.parse(await first.api.get('/templates'));
    expect(templates.map(({ name }) => name)).toContain('Product Launch - Conversion');
    expect(first.banner).toContain('in the database of DATABASE_URL');
    expect(await first.interrupt()).toBe(0);
    const second = await startSystem(env);
    expect(templatesAnswer.parse(await second.api.get('/templates')).templates).toEqual(templates);
    expect(await second.interrupt()).toBe(0);
    await other.drop();
    await database.drop();
  }, 90_000);

  it('recovers by itself after it was killed, with everything that was acknowledged', async () => {
    const before = await startSystem({ DATA_DIR: folder.path });
    const templates = await before.api.get('/templates');
    const { token } = before;
    await before.kill();
    const after: RunningSystem = await startSystem({ DATA_DIR: folder.path });
    expect(await after.api.get('/templates')).toEqual(templates);
    const answer = await fetch(`${after.apiUrl}/api/orchestration/templates`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    expect(await after.interrupt()).toBe(0);
  }, 90_000);
});

describe('A start that cannot succeed says why in one line and ends with 1', () => {
  let folder: Folder;

  beforeAll(async () => {
    folder = await dataFolder();
  });
  afterAll(() => folder.drop());

  const refused = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stdout, stderr } = await runToEnd('main.ts', [], { DATA_DIR: folder.path, PORT: '0', ...env });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };

  it('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refused({ PORT: `${port}` })).toContain(`Port ${port}`);
    other.close();
  }, 30_000);

  it('when the database of DATABASE_URL cannot be reached', async () => {
    expect(await refused({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toContain('DATABASE_URL');
  }, 30_000);

  it('when the data folder cannot be made', async () => {
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    expect(await refused({ DATA_DIR: join(file, 'data') })).toContain('data folder');
  }, 30_000);
});

describe('The token command', () => {
  let folder: Folder;

  beforeAll(async () => {
    folder = await dataFolder();
  });
  afterAll(() => folder.drop());

  it('is reached by the command of the README: pnpm has a command of that name itself', async () => {
    const root = join(import.meta.dirname, '../../..');
    const [, args = ''] = /`pnpm (--silent run token)\b/.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
    const run = promisify(execFile);
    const options = { cwd: root, env: { ...process.env, DATA_DIR: folder.path } };
    const { stdout } = await run('npx', ['-y', 'pnpm@12', ...args.split(' '), '--role', 'viewer'], options);
    expect(stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
  }, 60_000);

  it('prints nothing but a token', async () => {
    const { code, stdout, stderr } = await runToEnd('token.ts', ['--role', 'viewer'], { DATA_DIR: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it('needs no data folder when the secret of a gateway is given', async () => {
    const env = { DATA_DIR: '/dev/null/nowhere', AUTH_JWT_SECRET: 'a secret of at least 32 characters' };
    const { code, stdout } = await runToEnd('token.ts', [], env);
    expect([code, stdout.startsWith('eyJ')]).toEqual([0, true]);
    const short = await runToEnd('token.ts', [], { ...env, AUTH_JWT_SECRET: 'short' });
    expect([short.code, short.stderr.trim().split('\n')]).toEqual([1, [expect.stringContaining('AUTH_JWT_SECRET')]]);
  });

  it.each([
    ['an unknown role', ['--role', 'king'], '--role'],
    ['an organisation that is no UUID', ['--org', 'acme'], '--org'],
    ['an unknown flag', ['--colour', 'red'], '--colour'],
  ])('refuses %s with one line and 2', async (_, args, named) => {
    const { code, stdout, stderr } = await runToEnd('token.ts', args, { DATA_DIR: folder.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });
});
