import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeWithKafka, eventually } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { goldenEvent } from './testing/golden-event.ts';
import { type KafkaWorld, kafkaWorld } from './testing/kafka-world.ts';
import { campaignEventsIn, giveUp, publish } from './testing/published.ts';

jest.setTimeout(60_000);

const root = new URL('../../../../', import.meta.url);
const subscriberFile = fileURLToPath(new URL('docs/examples/subscriber.ts', root));
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

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

  it('prints each event that it knows once, with data that fits the published schema, and ends when it is told to', async () => {
    const { connection } = world;
    const [drafted, first, last] = [
      goldenEvent('OrchestrationDrafted.v1', 1),
      goldenEvent('OrchestrationActivated.v1', 2),
      goldenEvent('OrchestrationActivated.v1', 4),
    ];
    await publish(connection, [drafted, first, first]);
    await giveUp(connection, goldenEvent('OrchestrationActivated.v1', 3));
    await publish(connection, [last]);
    const running = startSubscriber(brokers, campaignEventsIn(connection));
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
