import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

// Processes take their time to start on a busy machine.
jest.setTimeout(60_000);

type Output = Readonly<{ stdout: () => string; stderr: () => string }>;

const running: ChildProcess[] = [];
let folder: string;

const start = (env: Readonly<Record<string, string>>): Readonly<{ child: ChildProcess; output: Output }> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_JOURNAL: join(folder, 'journal.jsonl'), ...env },
  });
  running.push(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString();
    });
  }
  return { child, output: { stdout: () => said.stdout, stderr: () => said.stderr } };
};

const startUp = async (): Promise<Readonly<{ child: ChildProcess; url: string }>> => {
  const { child, output } = start({});
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  const [url] = /http:\/\/\S+/.exec(output.stdout()) ?? [output.stderr()];
  return { child, url };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('the sandbox as a process of its own', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and then ends well', async (signal) => {
    const { child, url } = await startUp();
    expect((await fetch(`${url}/control/health`)).status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('has everything back after it was killed', async () => {
    const first = await startUp();
    const body = JSON.stringify({
      platform: 'tiktok',
      adAccountId: '71',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      accessToken: 'a-token',
    });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${first.url}/control/accounts`, { method: 'POST', headers, body });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startUp();
    const path = '/tiktok/open_api/v1.3/campaign/get/?advertiser_id=71';
    const answer = await fetch(`${second.url}${path}`, { headers: { 'access-token': 'a-token' } });
    expect(await answer.json()).toMatchObject({ code: 0, data: { list: [] } });
  });

  it.each([
    ['a wrong variable', { SANDBOX_DAY_MS: 'soon' }, /^Cannot start: Invalid configuration: SANDBOX_DAY_MS: .*\n$/],
    ['a journal that cannot be opened', { SANDBOX_JOURNAL: '/dev/null/journal' }, /^Cannot start: .*\/dev\/null.*\n$/],
  ])('does not start with %s, and says why in one line', async (_case, env, line) => {
    const { child, output } = start(env);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output.stderr()).toMatch(line);
    expect(output.stdout()).toBe('');
  });

  it('does not start on a port that is taken, and says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { child, output } = start({ SANDBOX_PORT: `${port}` });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output.stderr()).toMatch(new RegExp(`^Cannot start: .*EADDRINUSE.*${port}\n$`));
    other.close();
  });
});
