import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Setting } from '../benchmark.ts';

export type SlowPlatform = Readonly<{
  url: string;
  /** So far. */
  calls: () => number;
}>;

/** A platform that agrees to every change, in the words of Meta, and takes so long to say so. */
export const startSlowPlatform = async (answerMs: number, track: Setting['track']): Promise<SlowPlatform> => {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}');
    }, answerMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  track('slow platform', server, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
};
