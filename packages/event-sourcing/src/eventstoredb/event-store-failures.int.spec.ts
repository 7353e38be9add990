import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EventStoreDbStandIn,
  type EventStoreDbStandInOptions,
  eventually,
  freePort,
  startEventStoreDbStandIn,
} from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newStream, sampleEvent, sampleEvents } from '../contract-suites/index.ts';
import { type EventStore, LogUnavailable } from '../event-store.ts';
import { type EventStoreDbEventStore, eventStoreDbEventStore } from './event-store.ts';

const categories = ['sample'];

describe('The EventStoreDB log', () => {
  let server: EventStoreDbStandIn;
  let store: EventStoreDbEventStore;

  beforeEach(async () => {
    server = await startEventStoreDbStandIn();
    store = eventStoreDbEventStore({ url: server.url, categories, deadlineMs: 2_000 });
  });
  afterEach(async () => {
    await store.close();
    await server.kill();
  });

  /** The same log on the same port, as after a restart. */
  const restart = async (options: EventStoreDbStandInOptions = {}): Promise<void> => {
    await server.kill();
    server = await startEventStoreDbStandIn({ log: server.log, port: server.port, ...options });
  };

  const operations = (on: EventStore): readonly Promise<unknown>[] => [
    on.append(newStream(), 'no-stream', sampleEvents(1)),
    on.load(newStream()),
    on.readAll('start', 1),
    on.head(),
  ];

  /** Each of them says within the deadline that the log is unavailable. */
  const allUnavailable = async (calls: readonly Promise<unknown>[], withinMs: number): Promise<void> => {
    const begun = performance.now();
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected' });
      expect((result as PromiseRejectedResult).reason).toBeInstanceOf(LogUnavailable);
    }
    expect(performance.now() - begun).toBeLessThan(withinMs);
  };

  it('says of every operation that it is unavailable while nobody listens, and works again by itself', async () => {
    await store.append(newStream(), 'no-stream', sampleEvents(1));
    await server.kill();
    await allUnavailable(operations(store), 4_000);
    await restart();
    expect(await store.append(newStream(), 'no-stream', sampleEvents(1))).toMatchObject({ outcome: 'appended' });
    expect(await store.readAll('start', 10)).toHaveLength(2);
  });

  describe('with a server that takes connections and says nothing', () => {
    let silent: Server;
    const sockets = new Set<Socket>();
    beforeEach(async () => {
      silent = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
      });
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
    });
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });

    it.each([false, true])('waits no longer than the deadline (BatchAppend: %s)', async (batchAppend) => {
      const { port } = silent.address() as AddressInfo;
      const url = `esdb://127.0.0.1:${port}?tls=false`;
      const waiting = eventStoreDbEventStore({ url, categories, deadlineMs: 500, batchAppend });
      await allUnavailable(operations(waiting), 3_000);
      await waiting.close();
    });
  });

  it('continues following behind a restart of the server, without loss or repetition', async () => {
    const stream = newStream();
    const stop = new AbortController();
    const seen: bigint[] = [];
    await store.append(stream, 'no-stream', sampleEvents(1));
    for await (const batch of store.follow('start', 4, stop.signal)) {
      seen.push(...batch.map(({ revision }) => revision));
      const last = seen.at(-1) as bigint;
      if (last === 30n) {
        stop.abort();
        continue;
      }
      if (last % 10n === 0n) {
        // Nobody hears of these when they are appended, and of half of them only while catching up.
        await server.kill();
        server.log.append(stream, last, rawEvents(4));
        await restart();
        expect(await store.append(stream, last + 4n, sampleEvents(6))).toMatchObject({ outcome: 'appended' });
      }
    }
    expect(seen).toEqual(Array.from({ length: 31 }, (_, n) => BigInt(n)));
  });

  it('appends once although the server is killed all the time', async () => {
    const stream = newStream();
    const disturbed = new AbortController();
    const disturbing = (async () => {
      for await (const _ of every(60, disturbed.signal)) await restart();
    })();
    for (let n = 0; n < 40; n += 1) {
      const result = await store.append(stream, n === 0 ? 'no-stream' : BigInt(n - 1), [sampleEvent({ n })]);
      expect(result).toMatchObject({ outcome: 'appended', revision: BigInt(n) });
    }
    disturbed.abort();
    await disturbing;
    expect((await store.load(stream)).events.map(({ data }) => data)).toEqual(
      Array.from({ length: 40 }, (_, n) => ({ n })),
    );
  });

  it('lets every append of a broken BatchAppend call end, and the process live', async () => {
    const batching = eventStoreDbEventStore({ url: server.url, categories, deadlineMs: 2_000, batchAppend: true });
    await batching.append(newStream(), 'no-stream', sampleEvents(1));
    const streams = Array.from({ length: 50 }, () => newStream());
    const appends = streams.map((stream) => batching.append(stream, 'no-stream', sampleEvents(1)));
    await restart();
    for (const result of await Promise.allSettled(appends)) {
      if (result.status === 'fulfilled') expect(result.value).toMatchObject({ outcome: 'appended', revision: 0n });
      else expect(result.reason).toBeInstanceOf(LogUnavailable);
    }
    expect(server.calls().batchAppend).toBeGreaterThan(0);
    await batching.close();
  });

  it('does not ask again and again while nothing happens, and hears of an append at once', async () => {
    const stop = new AbortController();
    const arrivals: number[] = [];
    const following = (async () => {
      for await (const _ of store.follow('start', 10, stop.signal)) arrivals.push(performance.now());
    })();
    const writer = eventStoreDbEventStore({ url: server.url, categories });
    await eventually(() => expect(server.openReads()).toBe(1));
    const waits: number[] = [];
    let before = Number.NaN;
    for (let n = 0; n < 8; n += 1) {
      // So long that whoever polls would do so.
      await sleep(60);
      if (n === 1) before = server.calls().read;
      await writer.append(newStream(), 'no-stream', sampleEvents(1));
      const appendedAt = performance.now();
      await eventually(() => expect(arrivals).toHaveLength(n + 1), { everyMs: 1 });
      waits.push((arrivals[n] as number) - appendedAt);
    }
    expect(server.calls().read).toBe(before);
    expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(100);
    stop.abort();
    await following;
    await writer.close();
  });

  it('ends the subscription on the server when its follower leaves', async () => {
    const stop = new AbortController();
    const following = (async () => {
      for await (const _ of store.follow('start', 10, stop.signal)) if (server.calls().read > 2) break;
    })();
    await eventually(() => expect(server.openReads()).toBe(1));
    await store.append(newStream(), 'no-stream', sampleEvents(1));
    stop.abort();
    await following;
    await eventually(() => expect(server.openReads()).toBe(0));
  });

  it('gives up a read that the server does not answer, and ends it there too', async () => {
    await restart({ silentReads: true });
    const impatient = eventStoreDbEventStore({ url: server.url, categories, deadlineMs: 200 });
    await allUnavailable([impatient.load(newStream()), impatient.readAll('start', 1), impatient.head()], 2_000);
    await eventually(() => expect(server.openReads()).toBe(0));
    await impatient.close();
  });

  it('lives through a cluster whose nodes are found to be away only after the deadline', async () => {
    const ports = [await freePort(), await freePort()];
    const url = `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=false&maxDiscoverAttempts=3`;
    const impatient = eventStoreDbEventStore({ url, categories, deadlineMs: 100 });
    await allUnavailable(operations(impatient), 2_000);
    // What the client says after the third attempt must not end the process.
    await sleep(1_000);
    await expect(impatient.head()).rejects.toBeInstanceOf(LogUnavailable);
  });

  it('appends by single calls and never asks for the features of the server', async () => {
    await store.append(newStream(), 'no-stream', sampleEvents(1));
    expect(server.calls()).toMatchObject({ batchAppend: 0, serverFeatures: 0 });
    expect(server.calls().append).toBeGreaterThan(0);
  });

  it('appends by single calls on a server without BatchAppend', async () => {
    await restart({ batchAppend: false });
    const batching = eventStoreDbEventStore({ url: server.url, categories, batchAppend: true });
    await batching.append(newStream(), 'no-stream', sampleEvents(1));
    expect(server.calls()).toMatchObject({ batchAppend: 0, serverFeatures: 1 });
    await batching.close();
  });

  it('finds the position of a repeat that the server does not tell', async () => {
    await restart({ repeatsWithoutPosition: true });
    const [stream, events] = [newStream(), sampleEvents(2)];
    const first = await store.append(stream, 'no-stream', events);
    await store.append(stream, 1n, sampleEvents(1));
    expect(await store.append(stream, 'no-stream', events)).toEqual(first);
  });
});

const rawEvents = (count: number) =>
  sampleEvents(count).map(({ type, data, metadata }) => ({
    id: metadata.eventId,
    type,
    contentType: 'application/json',
    data: Buffer.from(JSON.stringify(data)),
    metadata: Buffer.from(JSON.stringify(metadata)),
  }));

const every = async function* (ms: number, signal: AbortSignal): AsyncGenerator<void> {
  while (!signal.aborted) {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) yield;
  }
};
