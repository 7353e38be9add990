import { type BreakableNetwork, describeWithKafka, eventually } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type Message, Partitioners } from 'kafkajs';
import { newStream } from '../contract-suites/index.ts';
import type { DeadLetter, FeedHandler } from '../event-feed.ts';
import { LogUnavailable } from '../event-store.ts';
import { kafkaClient } from './connection.ts';
import { kafkaNames } from './names.ts';
import { headerText } from './record.ts';
import { append, numberOf } from './testing/appends.ts';
import { type KafkaProcess, type KafkaWorld, kafkaWorld, samples } from './testing/kafka-world.ts';

jest.setTimeout(60_000);

describeWithKafka('A dead letter on Kafka', (brokers) => {
  let world: KafkaWorld;
  let process: KafkaProcess;
  let seen: string[];

  beforeEach(async () => {
    world = await kafkaWorld(brokers);
    process = await world.join();
    seen = [];
  });
  afterEach(async () => {
    await process.close();
    await world.close();
  });

  const subscribe = (handle: FeedHandler) =>
    process.feed.subscribe({
      group: 'group',
      topic: samples,
      maxAttempts: 1,
      backoffMs: () => 5,
      handle: (event, context) => {
        seen.push(`${event.stream}/${numberOf(event)}`);
        return handle(event, context);
      },
    });
  /** Writes to the topic what the publisher never would. */
  const write = async (...messages: readonly Message[]): Promise<void> => {
    const { connection } = world;
    const producer = kafkaClient(connection).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: kafkaNames(connection.namespace).topic(samples.name), messages: [...messages] });
    await producer.disconnect();
  };
  const letters = (count: number): Promise<readonly DeadLetter[]> =>
    eventually(
      async () => {
        const found = await process.deadLetters.list();
        expect(found).toHaveLength(count);
        return found;
      },
      { timeoutMs: 15_000 },
    );

  it('keeps the bytes and headers of a message that nobody can read, and the messages behind it go on', async () => {
    const stream = newStream();
    await subscribe(async () => ({ outcome: 'done' }));
    await append(world.store, stream, 0, 1);
    await eventually(() => expect(seen).toEqual([`${stream}/0`]), { timeoutMs: 15_000 });
    const value = Buffer.from([0xff, 0x00, 0x7b, 0x80]);
    await write({ key: stream, value, headers: { ce_specversion: '1.0', 'content-type': 'application/json', x: 'y' } });
    await append(world.store, stream, 1, 1);
    await eventually(() => expect(seen.at(-1)).toBe(`${stream}/1`));
    const [letter] = await letters(1);
    expect(letter).toMatchObject({ key: stream, attempts: 1, event: { type: 'UnreadableMessage' } });
    expect(letter?.reason).toBe('ce_type is missing');
    const [record] = await world.recordsOf('samples.dead-letters');
    expect(record?.value).toEqual(value);
    expect(record?.headers).toMatchObject({ ce_specversion: Buffer.from('1.0'), x: Buffer.from('y') });
    expect(seen).toHaveLength(2);
  });

  it('of a message without key, value or headers can be tried again, dies again, and can be discarded', async () => {
    await subscribe(async () => ({ outcome: 'done' }));
    const marker = newStream();
    await append(world.store, marker, 0, 1);
    await eventually(() => expect(seen).toHaveLength(1), { timeoutMs: 15_000 });
    await write({ value: null });
    const [letter] = await letters(1);
    if (letter === undefined) throw new Error('a dead letter was expected');
    expect(await process.deadLetters.retry(letter.id)).toBe(true);
    await eventually(async () => {
      expect(await process.deadLetters.list()).toMatchObject([{ id: letter.id, attempts: 2, event: letter.event }]);
    });
    expect(await process.deadLetters.discard(letter.id)).toBe(true);
    await letters(0);
  });

  it('lies beside its topic with the event as it was, the reason and who could not handle it', async () => {
    const stream = newStream();
    await subscribe(async () => ({ outcome: 'reject', reason: 'makes no sense' }));
    await append(world.store, stream, 0, 1);
    await letters(1);
    const [original] = await world.recordsOf('samples');
    const [record] = await world.recordsOf('samples.dead-letters');
    if (original === undefined || record === undefined) throw new Error('two records were expected');
    expect(record.value).toEqual(original.value);
    expect(record.headers).toMatchObject(original.headers);
    expect(headerText(record, 'dl_reason')).toBe('makes no sense');
    expect(headerText(record, 'dl_group')).toBe('group');
    expect(headerText(record, 'dl_key')).toBe(stream);
  });

  it('that comes back waits until nothing else of its key is in hand', async () => {
    const stream = newStream();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let isCured = false;
    await subscribe(async (event) => {
      if (numberOf(event) === 0 && !isCured) throw new Error('sick');
      if (numberOf(event) === 1) await released;
      return { outcome: 'done' };
    });
    await append(world.store, stream, 0, 2);
    const [letter] = await letters(1);
    await eventually(() => expect(seen.at(-1)).toBe(`${stream}/1`));
    isCured = true;
    expect(await process.deadLetters.retry(letter?.id ?? '')).toBe(true);
    // Shows that the feed has got that far: another key's message, sent later, is handled.
    const other = newStream();
    await append(world.store, other, 0, 1);
    await eventually(() => expect(seen.at(-1)).toBe(`${other}/0`));
    expect(seen.filter((each) => each === `${stream}/0`)).toHaveLength(1);
    release();
    await eventually(() => expect(seen.at(-1)).toBe(`${stream}/0`));
    await letters(0);
  });

  it('is handled once although a person asks for it twice', async () => {
    const stream = newStream();
    let isCured = false;
    const running = await subscribe(async () => {
      if (!isCured) throw new Error('sick');
      return { outcome: 'done' };
    });
    await append(world.store, stream, 0, 1);
    const [letter] = await letters(1);
    await running.stop();
    isCured = true;
    expect(await process.deadLetters.retry(letter?.id ?? '')).toBe(true);
    expect(await process.deadLetters.retry(letter?.id ?? '')).toBe(true);
    await subscribe(async () => ({ outcome: 'done' }));
    await letters(0);
    expect(seen).toEqual([`${stream}/0`, `${stream}/0`]);
  });

  it('is read once, however many a person asks for at once', async () => {
    const stream = newStream();
    await subscribe(async () => ({ outcome: 'reject', reason: 'no' }));
    await append(world.store, stream, 0, 30, 'x'.repeat(1_000));
    await letters(30);
    const person = await world.join();
    const receivedBy = async (act: () => Promise<unknown>): Promise<number> => {
      const before = person.network.received();
      await act();
      return person.network.received() - before;
    };
    const look = await receivedBy(() => person.deadLetters.list());
    const all = await receivedBy(async () => expect(await person.deadLetters.retryAll()).toBe(30));
    await person.close();
    expect(look).toBeGreaterThan(30_000);
    expect(all).toBeLessThan(3 * look);
  });

  it('that a person asked for and then discarded, while no member was there, is not handled', async () => {
    const stream = newStream();
    const running = await subscribe(async () => ({ outcome: 'reject', reason: 'no' }));
    await append(world.store, stream, 0, 1);
    const [letter] = await letters(1);
    await running.stop();
    await process.deadLetters.retry(letter?.id ?? '');
    await process.deadLetters.discard(letter?.id ?? '');
    await subscribe(async () => ({ outcome: 'done' }));
    await append(world.store, stream, 1, 1);
    await eventually(() => expect(seen).toEqual([`${stream}/0`, `${stream}/1`]), { timeoutMs: 15_000 });
    await letters(0);
  });

  it('cannot be asked about while Kafka is away', async () => {
    const { network }: { network: BreakableNetwork } = process;
    network.cut();
    await expect(process.deadLetters.list()).rejects.toBeInstanceOf(LogUnavailable);
    network.mend();
    expect(await process.deadLetters.list()).toEqual([]);
  });
});
