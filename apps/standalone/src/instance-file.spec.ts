import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readInstance, removeInstance, writeInstance } from './instance-file.ts';

let folder: string;
let api: Server;

const running = () => ({
  pid: process.pid,
  apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
  databaseUrl: 'postgres://127.0.0.1/x',
  sandboxUrl: null,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campaigns-instance-'));
  api = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(api, 'listening');
});
afterEach(async () => {
  api.closeAllConnections();
  api.close();
  await rm(folder, { recursive: true });
});

describe('The instance file', () => {
  it('names the system that runs on the data folder, until it is removed', async () => {
    await writeInstance(folder, running());
    expect(await readInstance(folder)).toEqual(running());
    await removeInstance(folder);
    expect(await readInstance(folder)).toBeUndefined();
  });

  it('means nothing when it was left behind, even if its process number belongs to somebody else by now', async () => {
    await writeInstance(folder, running());
    api.closeAllConnections();
    api.close();
    await once(api, 'close');
    expect(await readInstance(folder)).toBeUndefined();
  });

  it('means nothing when it is damaged', async () => {
    await writeFile(join(folder, 'instance.json'), '{"pid":');
    expect(await readInstance(folder)).toBeUndefined();
  });
});
