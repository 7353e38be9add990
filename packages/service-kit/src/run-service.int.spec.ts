import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

type Bakery = Readonly<{
  child: ChildProcess;
  /** Resolves when it has written the text. */
  says: (text: string) => Promise<void>;
  ended: () => Promise<Readonly<{ code: number | null; stderr: readonly string[] }>>;
}>;

const open = (oven: string): Bakery => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/bakery.ts')], {
    env: { ...process.env, OVEN: oven, LOG_LEVEL: 'info' },
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      written[name] += chunk.toString();
    });
  }
  const says = async (text: string): Promise<void> => {
    while (!`${written.stdout}${written.stderr}`.includes(text)) {
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
    }
  };
  const ended = async () => {
    const [code] = await closed;
    return { code, stderr: written.stderr.split('\n').filter((line) => line !== '') };
  };
  return { child, says, ended };
};

describe('A service that runs as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'closes what it has opened, last first, and ends with 0 at %s',
    async (sign) => {
      const { child, says, ended } = open('hot');
      await says('"msg":"ready"');
      child.kill(sign);
      expect(await ended()).toEqual({ code: 0, stderr: ['oven closing', 'door closed'] });
    },
  );

  it('ends with 0 also when nobody reads what it writes any more', async () => {
    const { child, says, ended } = open('hot');
    await says('"msg":"ready"');
    child.stdout?.destroy();
    // It would never end, and outlive this test.
    const tooLate = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.kill('SIGTERM');
    expect(await ended()).toEqual({ code: 0, stderr: ['oven closing', 'door closed'] });
    clearTimeout(tooLate);
  });

  it('ends at once at a second signal, when closing takes too long', async () => {
    const { child, says, ended } = open('stuck');
    await says('"msg":"ready"');
    child.kill('SIGTERM');
    await says('oven closing');
    child.kill('SIGTERM');
    expect(await ended()).toEqual({ code: 1, stderr: ['oven closing'] });
  });

  it('says in one line why it cannot start, closes what is open by then, and ends with 1', async () => {
    const { code, stderr } = await open('cold').ended();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: ['door closed', 'bakery cannot start: The oven is cold: light it'],
    });
  });

  it('names a wrong variable in that line', async () => {
    const { code, stderr } = await open('gas').ended();
    expect([code, stderr.length]).toEqual([1, 1]);
    expect(stderr[0]).toMatch(/^bakery cannot start: Invalid configuration: OVEN: /);
  });
});
