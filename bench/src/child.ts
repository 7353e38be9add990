import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type Child = Readonly<{
  process: ChildProcess;
  /** What the pattern found in the output. */
  found: RegExpExecArray;
  stop: () => Promise<void>;
}>;

export type Command = Readonly<{
  /** Flags for node, the file, and its arguments. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** What the process writes to standard output when it is ready. */
  ready: RegExp;
}>;

/** Starts a node process and waits until it says that it is ready. Throws with its words when it ends instead. */
export const startChild = async ({ args, env = {}, ready }: Command): Promise<Child> => {
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'ends-with-parent.ts'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', process.stderr, 'ipc'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  let said = '';
  const isReady = new Promise<RegExpExecArray>((resolve) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = ready.exec(said);
      if (found === null) return;
      // What it says from now on is thrown away.
      child.stdout?.off('data', listen).resume();
      resolve(found);
    };
    child.stdout?.on('data', listen);
  });
  const found = await Promise.race([isReady, ended]);
  if (found === undefined) throw new Error(`${args.join(' ')} ended before it was ready: ${said}`);
  return {
    process: child,
    found,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
