import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectWholeDemo } from '../testing/demo.ts';
import { dataFolder, type RunningSystem, runToEnd, startSystem } from '../testing/running-system.ts';

let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => folder.drop());

const demo = (...args: readonly string[]) => runToEnd('demo/main.ts', args, { DATA_DIR: folder.path });
const demoElsewhere = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runToEnd('demo/main.ts', args, { DATA_DIR: `${folder.path}-none`, ...env });

describe('The demo command', () => {
  it('says that nothing runs, in one line, and ends with 1', async () => {
    const { code, stdout, stderr } = await demo();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('npx -y pnpm@12 start');
  });

  it.each([
    ['a number that makes no sense', ['--seconds', 'soon'], '--seconds'],
    ['an unknown flag', ['--colour', 'red'], '--colour'],
    ['a stray word', ['please'], 'please'],
  ])('refuses %s with one line and 2', async (_, args, named) => {
    const { code, stdout, stderr } = await demo(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  const aSecret = 'a-secret-of-at-least-32-characters';
  it.each([
    ['without the secret of its gateway', { API_URL: 'http://127.0.0.1:1', AUTH_JWT_SECRET: '' }, 'AUTH_JWT_SECRET'],
    ['that is no URL', { API_URL: 'somewhere', AUTH_JWT_SECRET: aSecret }, 'API_URL'],
    ['where nobody answers', { API_URL: 'http://127.0.0.1:1', AUTH_JWT_SECRET: aSecret }, 'http://127.0.0.1:1'],
  ])('says in one line that it cannot play at an address %s, and ends with 1', async (_, env, named) => {
    const { code, stdout, stderr } = await demoElsewhere(env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  describe('against the system of the data folder', () => {
    let system: RunningSystem;
    beforeAll(async () => {
      system = await startSystem({ DATA_DIR: folder.path });
    }, 60_000);
    afterAll(() => system.interrupt());

    it('plays a product launch and shows results that add up', async () => {
      const { code, stdout, stderr } = await demo('--seconds', '3');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectWholeDemo(stdout);
    }, 60_000);
  });
});
