import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type HttpRequest, httpCall } from './http-call.ts';

const servers: Server[] = [];
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const requestTo = (url: string, mutates: boolean): HttpRequest => ({
  method: mutates ? 'POST' : 'GET',
  url,
  headers: {},
  mutates,
  signal: new AbortController().signal,
  ...(mutates ? { body: '{}' } : {}),
});

const call = httpCall({ timeoutMs: 200 });

describe('a request to a platform', () => {
  it('gives back status, headers and body, whatever the status', async () => {
    const url = await serve((_request, response) => response.writeHead(429, { 'retry-after': '7' }).end('wait'));
    const answer = await call(requestTo(url, true));
    expect(answer).toMatchObject({ status: 429, body: 'wait' });
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it('does not follow a redirect with the token in hand', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect(await call(requestTo(url, false))).toMatchObject({ status: 302 });
  });

  it('was not carried out when nobody listens', async () => {
    const url = await serve((_request, response) => response.end());
    const [server] = servers.splice(0);
    server?.close();
    await expect(call(requestTo(url, true))).rejects.toMatchObject({ class: 'transient', code: 'ECONNREFUSED' });
  });

  it.each([
    [true, 'unknown-outcome'],
    [false, 'transient'],
  ])('that changes something (%s) and is dropped is %s', async (mutates, expected) => {
    const url = await serve((request) => request.socket.destroy());
    await expect(call(requestTo(url, mutates))).rejects.toMatchObject({ class: expected });
  });

  it.each([
    [true, 'unknown-outcome'],
    [false, 'transient'],
  ])('that changes something (%s) and is not answered in time is %s', async (mutates, expected) => {
    const url = await serve(() => undefined);
    await expect(call(requestTo(url, mutates))).rejects.toMatchObject({ class: expected, code: 'timeout' });
  });

  it('has an unknown outcome when the answer breaks off', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":"1', () => request.socket.destroy());
    });
    await expect(call(requestTo(url, true))).rejects.toMatchObject({ class: 'unknown-outcome' });
  });
});
