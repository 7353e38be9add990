import type { StoredEvent } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppendTooLarge } from '../errors.ts';
import type { AppendResult, EventStore, EventToAppend } from '../event-store.ts';
import { idsOf, newStream, sampleEvent, sampleEvents } from './sample-events.ts';

export type EventStoreUnderTest = Readonly<{
  store: EventStore;
  /** Another adapter instance on the same log, as another process has one; the same object where that cannot be. */
  other: EventStore;
  close: () => Promise<void>;
}>;

const appended = (result: AppendResult): Extract<AppendResult, { outcome: 'appended' }> => {
  if (result.outcome !== 'appended') throw new Error(`not appended: the stream stands at ${result.actual}`);
  return result;
};

/** Follows until `count` events of the wanted ids were seen. */
const followUntil = async (
  store: EventStore,
  after: Awaited<ReturnType<EventStore['head']>>,
  count: number,
  onBatch: (events: readonly StoredEvent[]) => void = () => {},
): Promise<readonly StoredEvent[]> => {
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const batch of store.follow(after, 100, stop.signal)) {
    seen.push(...batch);
    onBatch(batch);
    if (seen.length >= count) stop.abort();
  }
  return seen;
};

/** What every EventStore promises. `setup` gives a store on a log that nobody else writes to meanwhile. */
export const describeEventStoreContract = (name: string, setup: () => Promise<EventStoreUnderTest>): void => {
  describe(`EventStore contract: ${name}`, () => {
    let under: EventStoreUnderTest;
    beforeAll(async () => {
      under = await setup();
    });
    afterAll(() => under?.close());

    describe('load', () => {
      it('answers an unknown stream with no events and no revision', async () => {
        expect(await under.store.load(newStream())).toEqual({ events: [], revision: 'no-stream' });
      });

      it('gives back what was appended, in order, with its envelope', async () => {
        const stream = newStream();
        const events = [
          sampleEvent({ text: 'ä "quoted" \\ 💶', nested: { list: [1, 2.5, null, true] } }),
          sampleEvent(),
        ];
        const { position } = appended(await under.store.append(stream, 'no-stream', events));
        const loaded = await under.other.load(stream);
        expect(loaded.revision).toBe(1n);
        expect(loaded.events).toMatchObject(
          events.map(({ type, data, metadata }, index) => ({ type, data, metadata, stream, revision: BigInt(index) })),
        );
        expect(loaded.events.at(-1)?.position).toBe(position);
        expect(Math.abs(Date.now() - (loaded.events[0]?.recordedAt.getTime() ?? 0))).toBeLessThan(60_000);
      });

      it('gives what lies behind a revision, and the revision of the stream also when that is nothing', async () => {
        const stream = newStream();
        const events = [sampleEvent(), sampleEvent(), sampleEvent()];
        await under.store.append(stream, 'no-stream', events);
        const loaded = await under.other.load(stream, 0n);
        expect(loaded).toMatchObject({ events: [{ revision: 1n }, { revision: 2n }], revision: 2n });
        expect(idsOf(loaded.events)).toEqual(idsOf(events.slice(1)));
        expect(await under.other.load(stream, 2n)).toEqual({ events: [], revision: 2n });
      });
    });

    describe('append', () => {
      it('answers with the revision of the last event and a position that grows', async () => {
        const stream = newStream();
        const first = appended(await under.store.append(stream, 'no-stream', sampleEvents(2)));
        const second = appended(await under.store.append(stream, 1n, sampleEvents(3)));
        expect([first.revision, second.revision]).toEqual([1n, 4n]);
        expect(second.position).toBeGreaterThan(first.position);
      });

      it('takes as much as every engine carries, and refuses more before anything is appended', async () => {
        const stream = newStream();
        const half = (): EventToAppend => sampleEvent({ text: 'x'.repeat(440_000) });
        const tooMuch = under.store.append(stream, 'no-stream', [half(), half(), half()]);
        await expect(tooMuch).rejects.toThrow(AppendTooLarge);
        appended(await under.store.append(stream, 'no-stream', [half(), half()]));
        expect((await under.other.load(stream)).events).toHaveLength(2);
      });

      it('answers a wrong expectation with the actual revision and appends nothing', async () => {
        const stream = newStream();
        expect(await under.store.append(stream, 3n, sampleEvents(1))).toEqual({
          outcome: 'conflict',
          actual: 'no-stream',
        });
        await under.store.append(stream, 'no-stream', sampleEvents(2));
        for (const expected of ['no-stream', 0n, 2n] as const) {
          expect(await under.store.append(stream, expected, sampleEvents(1))).toEqual({
            outcome: 'conflict',
            actual: 1n,
          });
        }
        expect((await under.store.load(stream)).events).toHaveLength(2);
      });

      it('lets exactly one of many writers with the same expectation win', async () => {
        const stream = newStream();
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, n) =>
            (n % 2 ? under.store : under.other).append(stream, 'no-stream', sampleEvents(2)),
          ),
        );
        expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
        expect((await under.store.load(stream)).events).toHaveLength(2);
      });

      it('answers the same event ids at the same revision as the first time, without effect', async () => {
        const stream = newStream();
        const [first, second] = [sampleEvents(2), sampleEvents(2)];
        const results = [
          await under.store.append(stream, 'no-stream', first),
          await under.store.append(stream, 1n, second),
          await under.other.append(stream, 'no-stream', first),
          await under.store.append(stream, 1n, second),
        ];
        expect(results.slice(2)).toEqual(results.slice(0, 2));
        expect(idsOf((await under.store.load(stream)).events)).toEqual(idsOf([...first, ...second]));
      });

      it('takes the same event ids for a repeat in whatever trace they come', async () => {
        const [stream, events] = [newStream(), sampleEvents(2)];
        const inTrace = (digit: string): typeof events =>
          events.map(({ metadata, ...event }) => {
            const traceparent = `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
            return { ...event, metadata: { ...metadata, traceparent } };
          });
        const first = await under.store.append(stream, 'no-stream', inTrace('a'));
        expect(await under.other.append(stream, 'no-stream', inTrace('b'))).toEqual(first);
        expect((await under.store.load(stream)).events).toHaveLength(2);
      });

      it('gives both of two simultaneous repeats the same answer', async () => {
        const [stream, events] = [newStream(), sampleEvents(3)];
        const [one, two] = await Promise.all([
          under.store.append(stream, 'no-stream', events),
          under.other.append(stream, 'no-stream', events),
        ]);
        expect(one).toMatchObject({ outcome: 'appended', revision: 2n });
        expect(two).toEqual(one);
      });

      it('lets each of many simultaneous appends have its own outcome', async () => {
        const [taken, free] = [newStream(), Array.from({ length: 10 }, () => newStream())];
        await under.store.append(taken, 'no-stream', sampleEvents(1));
        const unwritable = { toJSON: () => ({ n: 1n }) };
        const [conflict, failure, ...rest] = await Promise.allSettled([
          under.store.append(taken, 'no-stream', sampleEvents(1)),
          under.store.append(newStream(), 'no-stream', [sampleEvent(unwritable)]),
          ...free.map((stream) => under.store.append(stream, 'no-stream', sampleEvents(2))),
        ]);
        expect(conflict).toEqual({ status: 'fulfilled', value: { outcome: 'conflict', actual: 0n } });
        expect(failure).toMatchObject({ status: 'rejected' });
        for (const result of rest) expect(result).toMatchObject({ value: { outcome: 'appended', revision: 1n } });
      });

      it('refuses to append nothing', async () => {
        await expect(under.store.append(newStream(), 'no-stream', [])).rejects.toThrow(TypeError);
      });
    });

    describe('readAll', () => {
      it('reads the whole log in the order of positions, in portions', async () => {
        const before = await under.store.head();
        const streams = [newStream(), newStream()];
        for (const stream of [...streams]) await under.store.append(stream, 'no-stream', sampleEvents(3));
        for (const stream of [...streams]) await under.store.append(stream, 2n, sampleEvents(2));
        const whole = await under.store.readAll(before, 100);
        expect(whole.map(({ stream, revision }) => [streams.indexOf(stream), Number(revision)])).toEqual([
          ...[
            [0, 0],
            [0, 1],
            [0, 2],
            [1, 0],
            [1, 1],
            [1, 2],
          ],
          ...[
            [0, 3],
            [0, 4],
            [1, 3],
            [1, 4],
          ],
        ]);
        const portion = await under.store.readAll(before, 4);
        expect(portion).toEqual(whole.slice(0, 4));
        expect(await under.store.readAll(portion.at(-1)?.position ?? 'start', 100)).toEqual(whole.slice(4));
        const positions = whole.map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
      });

      it('has the last position as its head', async () => {
        const { position } = appended(await under.store.append(newStream(), 'no-stream', sampleEvents(2)));
        expect(await under.other.head()).toBe(position);
        expect(await under.other.readAll(position, 10)).toEqual([]);
      });

      it('begins at the start of the log', async () => {
        const [first] = await under.store.readAll('start', 1);
        expect(first?.revision).toBe(0n);
      });
    });

    describe('follow', () => {
      it('gives the past, then what is appended, each event once and in order', async () => {
        const before = await under.store.head();
        const stream = newStream();
        await under.store.append(stream, 'no-stream', sampleEvents(150));
        const seen = followUntil(under.store, before, 250);
        for (let n = 149; n < 249; n += 10) await under.other.append(stream, BigInt(n), sampleEvents(10));
        expect((await seen).map(({ revision }) => Number(revision))).toEqual(Array.from({ length: 250 }, (_, n) => n));
      });

      it('is woken by an append of another process faster than it would poll', async () => {
        const waits: number[] = [];
        for (let n = 0; n < 10; n += 1) {
          const before = await under.store.head();
          let seenAt = 0;
          const seen = followUntil(under.store, before, 1, () => {
            seenAt = performance.now();
          });
          await new Promise((resolve) => setTimeout(resolve, 20));
          await under.other.append(newStream(), 'no-stream', sampleEvents(1));
          const appendedAt = performance.now();
          await seen;
          waits.push(seenAt - appendedAt);
        }
        waits.sort((a, b) => a - b);
        expect(waits[5]).toBeLessThan(150);
      });

      it('goes on behind the position where it was left', async () => {
        const before = await under.store.head();
        await under.store.append(newStream(), 'no-stream', sampleEvents(120));
        const first = await followUntil(under.store, before, 1);
        expect(first).toHaveLength(100);
        const rest = await followUntil(under.other, first.at(-1)?.position ?? 'start', 20);
        expect(idsOf([...first, ...rest])).toEqual(idsOf(await under.store.readAll(before, 200)));
      });

      it('serves several followers that stand at different places', async () => {
        const before = await under.store.head();
        const stream = newStream();
        await under.store.append(stream, 'no-stream', sampleEvents(30));
        const places = (await under.store.readAll(before, 30)).map(({ position }) => position);
        const followers = places.map((place, n) => followUntil(under.store, place, 59 - n));
        await under.store.append(stream, 29n, sampleEvents(30));
        const whole = await under.store.readAll(before, 100);
        for (const [n, seen] of (await Promise.all(followers)).entries()) {
          expect(idsOf(seen)).toEqual(idsOf(whole.slice(n + 1)));
        }
      });

      it('ends when its signal aborts, also while it waits', async () => {
        const stop = new AbortController();
        const ended = (async () => {
          for await (const _ of under.store.follow(await under.store.head(), 10, stop.signal)) return 'an event came';
          return 'ended';
        })();
        setTimeout(() => stop.abort(), 20);
        expect(await ended).toBe('ended');
      });
    });
  });
};
