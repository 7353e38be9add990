import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const main = join(import.meta.dirname, '../../main.ts');

export type KilledSystem = Readonly<{
  /** Kills and starts again until told otherwise; resolves with how often it was killed. */
  killAgainAndAgain: (signal: AbortSignal) => Promise<number>;
  /** Ends it as Ctrl-C would; gives the exit code. */
  interrupt: () => Promise<number | null>;
}>;

/**
 * The whole system as a process that dies by `kill -9` at moments that `random` (in [0, 1)) chooses: while it starts, while
 * it works, while it recovers.
 */
export const killedSystem = (
  env: Readonly<Record<string, string>>,
  { random, maxKills, say }: Readonly<{ random: () => number; maxKills: number; say: (line: string) => void }>,
): KilledSystem => {
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) if (line.includes('Cannot start')) say(line);
    });
    return child;
  };
  let current = start();

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (current.exitCode !== null) return current.exitCode;
    const exited = once(current, 'exit') as Promise<[number | null]>;
    current.kill(signal);
    return (await exited)[0];
  };

  return {
    killAgainAndAgain: async (signal) => {
      let kills = 0;
      while (kills < maxKills && !signal.aborted) {
        // A start takes about 3 s: some of these fall into it.
        await sleep(1_500 + random() * 6_000, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) break;
        await end('SIGKILL');
        kills += 1;
        say(`killed ${kills} of ${maxKills} times`);
        current = start();
      }
      return kills;
    },
    interrupt: () => end('SIGINT'),
  };
};
