import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@campaigns/event-sourcing';
import { describeWithKafka, eventually, inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { FromRelayProcess, ToRelayProcess } from './testing/relay-process.ts';
import { type RelayProcess, type RelayWorld, relayWorld } from './testing/relay-world.ts';
import { appendPart, fillLog } from './testing/sample-log.ts';

jest.setTimeout(90_000);

const takeOverLimitMs = 15_000;

describeWithKafka('Two relays on one Kafka', (brokers) => {
  let world: RelayWorld;
  let store: EventStore;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    [world, store, child] = [relayWorld(brokers), inMemoryEventStore(), undefined];
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await world.close();
  });

  const isRelaying = ({ relay }: RelayProcess): Promise<void> =>
    eventually(() => expect(relay.status().state).toBe('relaying'), { timeoutMs: 20_000 });
  const standsBy = ({ lines }: RelayProcess): Promise<void> =>
    eventually(() => expect(lines.some(({ leads }) => leads === false)).toBe(true), { timeoutMs: 20_000 });
  /** One that leads and one that stands by. */
  const startTwo = async (): Promise<readonly [RelayProcess, RelayProcess]> => {
    const first = world.start(store);
    await isRelaying(first);
    const second = world.start(store);
    await standsBy(second);
    return [first, second];
  };
  /** Appends a hundred events every 50 ms, from the nth part of the log on. */
  const appendFor = async (ms: number, from: number): Promise<number> => {
    const until = performance.now() + ms;
    let n = from;
    for (; performance.now() < until; n += 1) {
      await appendPart(store, 50, n);
      await sleep(50);
    }
    return n;
  };

  it('do not fight: one publishes everything, the other claims nothing', async () => {
    const [first, second] = await startTwo();
    await appendFor(5_000, 0);
    await world.expectWholeLog(store, 20_000);
    // How many transactions that takes depends on the machine.
    expect(first.publishedAt.length).toBeGreaterThan(3);
    expect([first.claims.length, first.fencings()]).toEqual([1, 0]);
    expect([second.claims.length, second.publishedAt.length]).toEqual([0, 0]);
    expect(second.relay.status().state).toBe('standing-by');
  });

  it('hand over at once when the first is stopped', async () => {
    const [first, second] = await startTwo();
    const appending = appendFor(4_000, 0);
    await eventually(() => expect(first.publishedAt.length).toBeGreaterThan(5));
    await first.relay.stop();
    const stoppedAt = performance.now();
    await eventually(() => expect(second.publishedAt.length).toBeGreaterThan(0), { timeoutMs: 10_000 });
    expect((second.publishedAt[0] ?? 0) - stoppedAt).toBeLessThan(4_000);
    await appending;
    await world.expectWholeLog(store, 20_000);
    expect([first.fencings(), second.fencings()]).toEqual([0, 0]);
  });

  it('lose nothing when the first is killed in the middle of a transaction', async () => {
    const events = 5_000;
    await fillLog(store, events);
    const told: FromRelayProcess[] = [];
    const doomed = fork(join(import.meta.dirname, 'testing', 'relay-process.ts'), { stdio: 'inherit' });
    child = doomed;
    doomed.on('message', (message) => told.push(message as FromRelayProcess));
    const setup: ToRelayProcess = { events, brokers, namespace: world.connection.namespace ?? '' };
    doomed.send(setup);
    await eventually(() => expect(told).toEqual([{ kind: 'claimed' }]), { timeoutMs: 30_000 });
    const second = world.start(store);
    await standsBy(second);
    doomed.send('go');
    const [, signal] = await once(doomed, 'exit');
    const diedAt = performance.now();
    expect(signal).toBe('SIGKILL');
    expect(told.slice(1)).toEqual([
      ...['500', '1000', '1500'].map((position) => ({ kind: 'published', position })),
      { kind: 'dying' },
    ]);
    await eventually(() => expect(second.publishedAt.length).toBeGreaterThan(0), { timeoutMs: 30_000 });
    expect((second.publishedAt[0] ?? 0) - diedAt).toBeLessThan(takeOverLimitMs);
    // Not 2,000: what was sent without a commit does not count.
    expect(second.claims).toEqual([1_500n]);
    await world.expectWholeLog(store, 20_000);
  });

  it('go on with the second while the first is cut off, and the first stands by when it is back', async () => {
    const [first, second] = await startTwo();
    const appended = await appendFor(1_000, 0);
    await eventually(() => expect(first.relay.status().lag?.positions).toBe(0));
    first.network.cut();
    const cutAt = performance.now();
    const later = appendFor(1_000, appended);
    await eventually(() => expect(second.publishedAt.length).toBeGreaterThan(0), { timeoutMs: 30_000 });
    expect((second.publishedAt[0] ?? 0) - cutAt).toBeLessThan(takeOverLimitMs);
    const before = await later;
    await eventually(() => expect(first.relay.status().state).toBe('standing-by'), { timeoutMs: 15_000 });
    first.network.mend();
    await standsBy(first);
    const publishedByFirst = first.publishedAt.length;
    await appendFor(2_000, before);
    await world.expectWholeLog(store, 20_000);
    expect(first.publishedAt.length).toBe(publishedByFirst);
    expect([first.fencings(), second.fencings()]).toEqual([0, 0]);
  });
});
