import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { sendMessage } from './send-message.ts';
import { newSecret, signedHeaders } from './signature.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A receiver on this computer, and what it was sent. */
const receiver = async (answer: RequestListener) => {
  const requests: { headers: Record<string, string>; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { requests, port, url: `http://127.0.0.1:${port}/hook` };
};

const open = { isPrivateAllowed: true };
const body = JSON.stringify({ type: 'alert.opened', data: { message: 'Größe “Ω”' } });

describe('A message to a webhook', () => {
  it('is one that the official library of Standard Webhooks verifies, with each of two secrets', async () => {
    const { requests, url } = await receiver((_, response) => response.end('thanks'));
    const secrets = [newSecret(), newSecret()];
    const signed = signedHeaders({ id: 'msg-1', timestamp: Math.floor(Date.now() / 1_000), body }, secrets);
    expect(await sendMessage(url, body, signed, open)).toEqual({ status: 200, error: null, response: 'thanks' });
    const [got] = requests;
    if (got === undefined) throw new Error('Nothing came');
    for (const secret of secrets) expect(new Webhook(secret).verify(got.body, got.headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newSecret()).verify(got.body, got.headers)).toThrow();
    expect(() => new Webhook(secrets[0] as string).verify(`${got.body} `, got.headers)).toThrow();
  });

  it('never leaves for a private network: not by address, by name, or by a name with one such address among others', async () => {
    const { requests, port } = await receiver((_, response) => response.end());
    const closed = { isPrivateAllowed: false };
    const refused = { status: null, response: null, error: 'The address belongs to a private network' };
    const to = (...addresses: readonly string[]) =>
      sendMessage(
        `https://hooks.example.com:${port}/`,
        body,
        {},
        {
          ...closed,
          resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        },
      );
    expect(await to('127.0.0.1')).toEqual(refused);
    expect(await to('93.184.216.34', '169.254.169.254')).toEqual(refused);
    expect(await to('::ffff:127.0.0.1')).toEqual(refused);
    expect(await to()).toMatchObject({ error: 'The name has no address' });
    expect(await sendMessage(`https://127.0.0.1:${port}/`, body, {}, closed)).toMatchObject({
      error: 'It is an address of a private network',
    });
    expect(requests).toEqual([]);
  });

  it('goes to the address that was checked, though the name stands for another one by then', async () => {
    const { requests, port } = await receiver((_, response) => response.end());
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    };
    const sent = await sendMessage(`http://hooks.example.com:${port}/`, body, {}, { ...open, resolve });
    expect([sent.status, asked, requests[0]?.headers['host']]).toEqual([200, 1, `hooks.example.com:${port}`]);
  });

  it('follows no redirect', async () => {
    const target = await receiver((_, response) => response.end());
    const { url } = await receiver((_, response) => response.writeHead(307, { location: target.url }).end());
    expect(await sendMessage(url, body, {}, open)).toMatchObject({
      status: 307,
      error: 'A redirect is not followed',
    });
    expect(target.requests).toEqual([]);
  });

  it('keeps 500 bytes of an answer that has no end', async () => {
    const { url } = await receiver((_, response) => {
      response.writeHead(500);
      const more = (): void => void (response.destroyed || response.write('x'.repeat(1_000), more));
      more();
    });
    const sent = await sendMessage(url, body, {}, open);
    expect(sent).toEqual({ status: 500, error: 'The receiver answered 500', response: 'x'.repeat(500) });
  });

  it('does not wait for ever, nor fall over where nobody listens', async () => {
    const { url } = await receiver(() => undefined);
    const silent = await sendMessage(url, body, {}, { ...open, timeoutMs: 50 });
    expect(silent).toEqual({ status: null, error: 'There was no answer in time', response: null });
    const resolve = () => new Promise<never>(() => undefined);
    const unresolved = await sendMessage('https://hooks.example.com/', body, {}, { ...open, resolve, timeoutMs: 50 });
    expect(unresolved.error).toBe('There was no answer in time');
    const { port } = await receiver(() => undefined);
    for (const close of closers.splice(0)) await close();
    const nobody = await sendMessage(`http://127.0.0.1:${port}/`, body, {}, open);
    expect(nobody.error).toBe('The connection failed: ECONNREFUSED');
  });
});
