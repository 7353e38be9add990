import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@campaigns/testing';
import { type Api, apiAt } from '../demo/api-client.ts';

const main = join(import.meta.dirname, '../main.ts');
const sandboxMain = join(import.meta.dirname, '../../../ad-sandbox/src/main.ts');

export type Ended = Readonly<{ code: number | null; stdout: string; stderr: string }>;

/** Runs a command of this app, or of another place when the path is absolute, to its end. */
export const runToEnd = async (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '..', file), ...args], {
    env: { ...process.env, ...env },
  });
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output() };
};

/** What a process has written so far. */
export const collect = (child: ChildProcess): (() => Readonly<{ stdout: string; stderr: string }>) => {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return () => ({ stdout, stderr });
};

export type RunningSystem = Readonly<{
  api: Api;
  apiUrl: string;
  token: string;
  /** What it said when it was ready. */
  banner: string;
  /** Everything that it has written so far. */
  written: () => string;
  /** As a person would with Ctrl-C; gives the exit code. */
  interrupt: () => Promise<number | null>;
  /** As a power cut would: nothing is closed. */
  kill: () => Promise<void>;
}>;

/** A data folder of its own, removed by `drop`. */
export const dataFolder = async (): Promise<Readonly<{ path: string; drop: () => Promise<void> }>> => {
  const path = await mkdtemp(join(tmpdir(), 'campaigns-data-'));
  return { path, drop: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
};

/** The ad-platform sandbox as a process of its own, so that it outlives the system. Keeps nothing. */
export const startSandboxProcess = async (
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<{ url: string; stop: () => Promise<void> }>> => {
  const folder = await dataFolder();
  const child = spawn(process.execPath, [sandboxMain], {
    env: {
      ...process.env,
      ...{ SANDBOX_PORT: '0', SANDBOX_DAY_MS: '1000', SANDBOX_JOURNAL: join(folder.path, 'sandbox.jsonl') },
      ...env,
    },
  });
  const output = collect(child);
  const exited = once(child, 'exit');
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', () => {
      const url = /http:\/\/\S+/.exec(output().stdout)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) throw new Error(`The sandbox ended instead of starting: ${output().stderr}`);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await folder.drop();
    },
  };
};

/** Starts the product as the README says and waits until it is ready. Throws with its own words when it ends instead. */
export const startSystem = async (env: Readonly<Record<string, string>>): Promise<RunningSystem> => {
  const port = env['PORT'] ?? `${await freePort()}`;
  const child = spawn(process.execPath, [main], { env: { ...process.env, SANDBOX_DAY_MS: '500', ...env, PORT: port } });
  const output = collect(child);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (output().stdout.includes('Ctrl-C stops everything.')) resolve();
    });
  });
  const outcome = await Promise.race([ready.then(() => 'ready'), exited.then(() => 'ended')]);
  const { stdout, stderr } = output();
  if (outcome === 'ended') throw new Error(`The system ended instead of starting: ${stderr}${stdout}`);
  const apiUrl = `http://127.0.0.1:${port}`;
  const token = /^\s+(eyJ\S+)$/m.exec(stdout)?.[1] ?? '';
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return {
    api: apiAt(apiUrl, token),
    apiUrl,
    token,
    banner: stdout,
    written: () => Object.values(output()).join('\n'),
    interrupt: () => end('SIGINT'),
    kill: async () => void (await end('SIGKILL')),
  };
};
