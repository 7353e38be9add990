import { createRequire } from 'node:module';
import { eventually } from '@campaigns/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { kafkaClient } from './connection.ts';
import type { RequestQueue } from './throttle-timer.ts';

type WholeQueue = RequestQueue & {
  readonly throttleCheckTimeoutId: unknown;
  maybeThrottle: (ms: number) => void;
  push: (request: object) => void;
  fulfillRequest: (response: object) => void;
  destroy: () => void;
};

const Queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (options: object) => WholeQueue;

describe('The queue of requests to a broker', () => {
  let queue: WholeQueue;
  let sent: number[];

  beforeEach(() => {
    kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'tests' });
    queue = new Queue({ maxInFlightRequests: 1, requestTimeout: 1_000, logger: { debug: () => undefined } });
    sent = [];
  });

  const ask = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => undefined, reject: () => undefined },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  const answer = (correlationId: number): void =>
    queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });

  it('has no timer while nothing waits', () => {
    ask(1);
    answer(1);
    expect(sent).toEqual([1]);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('sends the next request with the answer to the last', () => {
    ask(1);
    ask(2);
    expect(sent).toEqual([1]);
    answer(1);
    expect(sent).toEqual([1, 2]);
    queue.destroy();
  });

  it('sends what waited when the broker throttles no more', async () => {
    queue.maybeThrottle(30);
    ask(1);
    expect(sent).toEqual([]);
    await eventually(() => expect(sent).toEqual([1]));
  });
});
