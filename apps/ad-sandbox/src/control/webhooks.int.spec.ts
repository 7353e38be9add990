import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox } from '../testing/running-sandbox.ts';

type Call = Readonly<{ method: string | undefined; url: URL; headers: IncomingHttpHeaders; body: string }>;

let sandbox: RunningSandbox;
let receiver: Server;
let callbackUrl: string;
let calls: Call[];

beforeEach(async () => {
  sandbox = await runningSandbox();
  calls = [];
  receiver = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    calls.push({ method: request.method, url, headers: request.headers, body: await text(request) });
    response.writeHead(503, { 'Retry-After': '60' }).end('later');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await sandbox.close();
});

const order = (body: object): Promise<Reply> =>
  sandbox.call('POST', '/control/webhooks', { body: { adAccountId: '1234567890', callbackUrl, ...body } });

describe('a webhook of the sandbox', () => {
  it.each([
    ['meta', 'x-hub-signature-256', /^sha256=[\da-f]{64}$/, { object: 'ad_account', entry: [{ id: '1234567890' }] }],
    ['tiktok', 'tiktok-signature', /^t=\d+,s=[\da-f]{64}$/, { object: 3, entry: [{ adv_id: '1234567890' }] }],
    ['linkedin', 'x-li-signature', /^[\da-f]{64}$/, { type: 'LEAD_ACTION', leadAction: 'CREATED' }],
  ])('of %s comes with its signature, and tells what was answered', async (platform, header, form, content) => {
    const reply = await order({ platform });
    expect(reply.json()).toEqual({ answers: [{ status: 503, body: 'later', retryAfter: '60' }] });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers[header]).toMatch(form);
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject(content);
  });

  it('comes twice as it is, wrongly signed, or signed an hour ago', async () => {
    await order({ platform: 'meta', as: 'duplicate' });
    expect(calls[1]).toEqual(calls[0]);
    await order({ platform: 'tiktok', as: 'stale' });
    const [, t] = /^t=(\d+),/.exec(`${calls[2]?.headers['tiktok-signature']}`) ?? [];
    expect(JSON.parse(calls[2]?.body ?? '').time - Number(t)).toBe(3_600);
  });

  it('asks the address first, as Meta and LinkedIn do', async () => {
    await order({ platform: 'meta', as: 'challenge', verifyToken: 'verify-me' });
    await order({ platform: 'linkedin', as: 'challenge' });
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(calls[0]?.url.searchParams.get('hub.verify_token')).toBe('verify-me');
    expect(calls[1]?.url.searchParams.get('challengeCode')).toMatch(/^[\da-f-]{36}$/);
  });

  it.each([
    ['another machine', { platform: 'meta', callbackUrl: 'http://127.0.0.1.example.com/' }],
    ['a platform that sends none', { platform: 'google' }],
    ['an old signature of Meta', { platform: 'meta', as: 'stale' }],
    ['a challenge of TikTok', { platform: 'tiktok', as: 'challenge' }],
  ])('is not sent for %s', async (_, body) => {
    expect((await order(body)).status).toBe(400);
    expect(calls).toEqual([]);
  });
});
