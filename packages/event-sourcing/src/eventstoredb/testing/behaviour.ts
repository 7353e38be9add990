import type { StoredEvent } from '@campaigns/contracts';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  describeEventStoreContract,
  idsOf,
  newStream,
  sampleEvent,
  sampleEvents,
} from '../../contract-suites/index.ts';
import { type EventStore, LogUnavailable } from '../../event-store.ts';
import { type EventStoreDbEventStore, eventStoreDbEventStore } from '../event-store.ts';
import { EventUnreadable, type UnreadableEvent } from '../recorded-event.ts';

export type Server = Readonly<{ url: string; stop: () => Promise<void> }>;

const categories = ['sample'];

/** The first `count` events behind a position, as a follower gets them. */
export const followed = async (
  store: EventStore,
  after: 'start' | bigint,
  count: number,
): Promise<readonly StoredEvent[]> => {
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const batch of store.follow(after, 100, stop.signal)) {
    seen.push(...batch);
    if (seen.length >= count) stop.abort();
  }
  return seen;
};

const describeContract = (name: string, start: () => Promise<Server>, batchAppend: boolean): void =>
  describeEventStoreContract(`${name}, by ${batchAppend ? 'BatchAppend' : 'Append'}`, async () => {
    const server = await start();
    const open = () => eventStoreDbEventStore({ url: server.url, categories, batchAppend });
    const [store, other] = [open(), open()];
    return {
      store,
      other,
      close: async () => {
        await Promise.all([store.close(), other.close()]);
        await server.stop();
      },
    };
  });

const describeOwnBehaviour = (name: string, start: () => Promise<Server>): void => {
  describe(`The log in ${name}`, () => {
    let server: Server;
    let client: EventStoreDBClient;
    let store: EventStoreDbEventStore;
    const unreadable: UnreadableEvent[] = [];
    const opened: EventStoreDbEventStore[] = [];
    const open = (options: Readonly<{ url?: string; batchAppend?: boolean }> = {}): EventStoreDbEventStore => {
      const onUnreadable = (event: UnreadableEvent): void => void unreadable.push(event);
      const another = eventStoreDbEventStore({ url: server.url, categories, onUnreadable, ...options });
      opened.push(another);
      return another;
    };

    beforeAll(async () => {
      server = await start();
      client = EventStoreDBClient.connectionString(server.url);
      store = open();
    });
    afterAll(async () => {
      for (const each of opened) await each.close();
      await client?.dispose();
      await server?.stop();
    });

    for (const batchAppend of [false, true]) {
      for (const throws of [true, false]) {
        const how = `${batchAppend ? 'BatchAppend' : 'Append'}, throwOnAppendFailure=${throws}`;
        it(`answers a conflict with the true revision (${how})`, async () => {
          const [stream, url] = [newStream(), new URL(server.url)];
          url.searchParams.set('throwOnAppendFailure', `${throws}`);
          const writer = open({ url: url.href, batchAppend });
          await writer.append(stream, 'no-stream', sampleEvents(6));
          for (const expected of ['no-stream', 2n, 9n] as const) {
            const result = await writer.append(stream, expected, sampleEvents(1));
            expect(result).toEqual({ outcome: 'conflict', actual: 5n });
          }
        });
      }
    }

    it('lets one of three writers win each revision, and none of them loses an event', async () => {
      const stream = newStream();
      await store.append(stream, 'no-stream', sampleEvents(1));
      const won = await Promise.all(
        [store, open(), open()].map(async (writer) => {
          const revisions: bigint[] = [];
          while (revisions.length < 10) {
            const { revision } = await writer.load(stream);
            const result = await writer.append(stream, revision, sampleEvents(1));
            if (result.outcome === 'appended') revisions.push(result.revision);
          }
          return revisions;
        }),
      );
      expect(won.flat().toSorted((a, b) => Number(a - b))).toEqual(Array.from({ length: 30 }, (_, n) => BigInt(n + 1)));
      expect((await store.load(stream)).events).toHaveLength(31);
    });

    it('shows no system events and no streams of other categories', async () => {
      const before = await store.head();
      const [ours, foreign] = [newStream(), open()];
      const write = (stream: string) => client.appendToStream(stream, jsonEvent({ type: 'Foreign', data: {} }));
      await write(newStream('samples'));
      await store.append(ours, 'no-stream', sampleEvents(2));
      await write(newStream('foreign'));
      await client.setStreamMetadata(ours, { maxCount: 1_000 });
      const last = await store.append(ours, 1n, sampleEvents(1));
      for (let n = 0; n < 150; n += 1) await write(newStream('foreign'));
      const wanted = [ours, ours, ours];
      expect((await store.readAll(before, 100)).map(({ stream }) => stream)).toEqual(wanted);
      expect((await followed(foreign, before, 3)).map(({ stream }) => stream)).toEqual(wanted);
      expect(last).toMatchObject({ outcome: 'appended', position: await store.head() });
    });

    it('tells of unreadable events once and goes on behind them', async () => {
      const before = await store.head();
      const [poisoned, fine] = [newStream(), newStream()];
      const [first, last] = [sampleEvent(), sampleEvent()];
      const { metadata } = sampleEvent();
      await store.append(fine, 'no-stream', [first]);
      await client.appendToStream(poisoned, [
        binaryEvent({ type: 'Poison', data: Buffer.from([0, 1, 2]), metadata: Buffer.from(JSON.stringify(metadata)) }),
        jsonEvent({ type: 'Poison', data: {} }),
        jsonEvent({ type: 'Poison', data: {}, metadata: { ...metadata, orgId: 'nobody' } }),
        jsonEvent({ type: 'Poison', data: 'text' as never, metadata }),
        binaryEvent({ type: 'Poison', data: Buffer.from('{}'), metadata: Buffer.from('no JSON') }),
      ]);
      await store.append(fine, 0n, [last]);
      expect(idsOf(await store.readAll(before, 100))).toEqual(idsOf([first, last]));
      expect(idsOf(await followed(store, before, 2))).toEqual(idsOf([first, last]));
      const found = unreadable.filter(({ stream }) => stream === poisoned);
      expect(found).toMatchObject([
        { revision: 0n, type: 'Poison', reason: 'it is not JSON' },
        { revision: 1n, reason: 'it has no metadata' },
        { revision: 2n, reason: 'its metadata is wrong in orgId' },
        { revision: 3n, reason: 'its data is not JSON, or mere text' },
        { revision: 4n, reason: 'it is not JSON' },
      ]);
      expect(found.map(({ position }) => position > BigInt(before === 'start' ? -1n : before))).not.toContain(false);
    });

    it('tells a live follower of an unreadable event and gives it the next one', async () => {
      const [poisoned, next] = [newStream(), sampleEvent()];
      const before = await store.head();
      const seen = followed(store, before, 2);
      await store.append(newStream(), 'no-stream', [sampleEvent()]);
      await client.appendToStream(poisoned, jsonEvent({ type: 'Poison', data: {} }));
      await store.append(newStream(), 'no-stream', [next]);
      expect(idsOf(await seen).at(-1)).toBe(next.metadata.eventId);
      expect(unreadable.at(-1)).toMatchObject({ stream: poisoned, reason: 'it has no metadata' });
    });

    it('decides nothing from a stream with an unreadable event', async () => {
      const stream = newStream();
      await store.append(stream, 'no-stream', sampleEvents(1));
      await client.appendToStream(stream, jsonEvent({ type: 'Poison', data: {} }));
      const failure = store.load(stream);
      await expect(failure).rejects.toBeInstanceOf(EventUnreadable);
      await expect(failure).rejects.toThrow(`${stream} holds an unreadable event at revision 1: it has no metadata`);
    });

    it('refuses an event that it could not read again', async () => {
      const text = sampleEvent('text');
      await expect(store.append(newStream(), 'no-stream', [text])).rejects.toThrow(TypeError);
    });

    it('appends a thousand events at once', async () => {
      const [stream, events, before] = [newStream(), sampleEvents(1_000), await store.head()];
      const result = await store.append(stream, 'no-stream', events);
      expect(result).toMatchObject({ outcome: 'appended', revision: 999n, position: await store.head() });
      expect(idsOf((await store.load(stream)).events)).toEqual(idsOf(events));
      expect(idsOf(await store.readAll(before, 5_000))).toEqual(idsOf(events));
    });

    it('takes a stream that was deleted for one that is not there, and lets it begin again', async () => {
      const [stream, again] = [newStream(), sampleEvents(1)];
      await store.append(stream, 'no-stream', sampleEvents(3));
      await client.deleteStream(stream);
      expect(await store.load(stream)).toEqual({ events: [], revision: 'no-stream' });
      expect(await store.append(stream, 'no-stream', again)).toMatchObject({ outcome: 'appended', revision: 3n });
      expect(await store.load(stream)).toMatchObject({ events: [{ revision: 3n }], revision: 3n });
      expect(await store.append(stream, 3n, sampleEvents(1))).toMatchObject({ outcome: 'appended', revision: 4n });
    });

    it('says of a stream that was deleted for ever that it is, and shows nobody its tombstone', async () => {
      const [before, stream, events] = [await store.head(), newStream(), sampleEvents(2)];
      await store.append(stream, 'no-stream', events);
      await client.tombstoneStream(stream);
      for (const batchAppend of [false, true]) {
        const writer = open({ batchAppend });
        const failures = [writer.load(stream), writer.append(stream, 1n, sampleEvents(1))];
        for (const failure of await Promise.allSettled(failures)) {
          expect(failure).toMatchObject({ status: 'rejected', reason: { type: 'stream-deleted' } });
          expect((failure as PromiseRejectedResult).reason).not.toBeInstanceOf(LogUnavailable);
        }
      }
      const last = await store.append(newStream(), 'no-stream', sampleEvents(1));
      expect(last).toMatchObject({ outcome: 'appended', position: await store.head() });
      expect(await store.readAll(before, 100)).toHaveLength(3);
      expect(await followed(store, before, 3)).toHaveLength(3);
    });
  });
};

/** All that the adapter promises on a server, the contract of the port first. `start` gives a server nobody else writes to. */
export const describeEventStoreDbAdapter = (name: string, start: () => Promise<Server>): void => {
  describeContract(name, start, false);
  describeContract(name, start, true);
  describeOwnBehaviour(name, start);
};
