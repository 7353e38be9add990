import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { campaignEventsTopic, type StoredEvent } from '@campaigns/contracts';
import { describeWithKafka, eventually } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { toMessage } from './cloud-event.ts';
import { kafkaClient } from './connection.ts';
import { kafkaNames } from './names.ts';
import { kafkaPublisher } from './publisher.ts';
import { type KafkaWorld, kafkaWorld, partitions } from './testing/kafka-world.ts';

jest.setTimeout(60_000);

const root = new URL('../../../../', import.meta.url);
const subscriberFile = fileURLToPath(new URL('docs/examples/subscriber.ts', root));
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const stored = (type: string, position: number): StoredEvent => {
  const { data, schemaVersion } = json(`packages/contracts/golden/${type}.v1.json`);
  const eventId = randomUUID();
  return {
    ...{ type, data, stream: `orchestration-${data.orchestrationId}`, revision: BigInt(position - 1) },
    metadata: {
      ...{ eventId, orgId: randomUUID(), actor: { kind: 'user', id: 'u-1' } },
      ...{ correlationId: eventId, causationId: eventId, commandId: eventId, schemaVersion },
      occurredAt: '2026-03-01T09:00:00.000Z',
    },
    position: BigInt(position),
    recordedAt: new Date('2026-03-01T09:00:00.000Z'),
  };
};

type Subscriber = Readonly<{ process: ChildProcess; printed: () => readonly string[] }>;

const startSubscriber = (brokers: readonly string[], topic: string): Subscriber => {
  const group = `${topic}.subscriber`;
  const environment = { ...process.env, KAFKA_BROKERS: brokers.join(','), TOPIC: topic, GROUP: group };
  // The client's own warnings go where those of the tests go.
  const child = spawn(process.execPath, [subscriberFile], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  return { process: child, printed: () => out.split('\n').filter((line) => line !== '') };
};

describeWithKafka('The subscriber of the documentation', (brokers) => {
  let world: KafkaWorld;
  let subscriber: Subscriber | undefined;

  beforeEach(async () => {
    world = await kafkaWorld(brokers);
  });
  afterEach(async () => {
    if (subscriber?.process.exitCode === null) subscriber.process.kill('SIGKILL');
    subscriber = undefined;
    await world.close();
  });

  const publish = async (events: readonly StoredEvent[]): Promise<void> => {
    const { connection } = world;
    const publisher = kafkaPublisher({ connection, name: 'writer', topics: [campaignEventsTopic], partitions });
    // A broker at its start may not know a topic that it has just made.
    await eventually(() => publisher.claim(), { timeoutMs: 20_000 });
    for (const event of events) expect(await publisher.publish([event])).toEqual({ outcome: 'published' });
    await publisher.close();
  };

  /** Written and then taken back: what a reader of committed messages never sees. */
  const giveUp = async (event: StoredEvent, topic: string): Promise<void> => {
    const transactionalId = `given-up-${randomUUID()}`;
    const producer = kafkaClient(world.connection).producer({
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    const { key, value, headers } = toMessage(event, campaignEventsTopic.keyOf(event) ?? '');
    await transaction.send({ topic, messages: [{ key, value, headers: { ...headers } }] });
    await transaction.abort();
    await producer.disconnect();
  };

  it('prints each event that it knows once, with data that fits the published schema, and ends when it is told to', async () => {
    const topic = kafkaNames(world.connection.namespace).topic(campaignEventsTopic.name);
    const [drafted, first, last] = [
      stored('OrchestrationDrafted', 1),
      stored('OrchestrationActivated', 2),
      stored('OrchestrationActivated', 4),
    ];
    await publish([drafted, first, first]);
    await giveUp(stored('OrchestrationActivated', 3), topic);
    await publish([last]);
    const running = startSubscriber(brokers, topic);
    subscriber = running;
    await eventually(
      () => {
        const printed = running.printed().map((line): unknown => JSON.parse(line));
        const expected = [first, last].map(({ metadata, type, data }) => ({ id: metadata.eventId, type, data }));
        expect(printed).toEqual(expected);
      },
      { timeoutMs: 30_000 },
    );
    const fits = new Ajv2020({ validateFormats: false }).compile(json('docs/events/OrchestrationActivated.v1.json'));
    for (const line of running.printed()) expect([fits(JSON.parse(line).data), fits.errors]).toEqual([true, null]);
    const ended = once(running.process, 'exit');
    running.process.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
