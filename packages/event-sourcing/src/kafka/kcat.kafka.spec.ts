import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describeWithKafka } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { goldenEvent, goldenEventNames } from './testing/golden-event.ts';
import { type KafkaWorld, kafkaWorld } from './testing/kafka-world.ts';
import { campaignEventsIn, giveUp, publish } from './testing/published.ts';

jest.setTimeout(60_000);

const docs = new URL('../../../../docs/', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, docs), 'utf8');
const [documented = ''] = /^kcat .*$/m.exec(text('subscribing.md')) ?? [];

/** What is wrong with a value by a published schema; `null` when nothing. */
const faults = (schema: object, value: unknown) => {
  const fits = new Ajv2020({ validateFormats: false, allErrors: true }).compile(schema);
  return fits(value) ? null : fits.errors;
};
const headersSchema: object = JSON.parse(text('asyncapi.json')).components.schemas.EventHeaders;

type Printed = Readonly<{ key: string; headers: Readonly<Record<string, string>>; data: unknown }>;

/** An event as the documented format has it: key and headers on a line, data on the next. */
const read = (printed: string): Printed => {
  const [first = '', second = ''] = printed.split('\n');
  const [, key = '', headers = ''] = /^(\S+) (.*)$/.exec(first) ?? [];
  const pairs = headers.split(',').map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=');
    return [name, value.join('=')];
  });
  return { key, headers: Object.fromEntries(pairs), data: JSON.parse(second) };
};

const hasKcat = spawnSync('kcat', ['-V']).error === undefined;
const title = 'prints every committed event with headers and data that fit the published schemas, and ends';
if (!hasKcat) process.stderr.write(`skipped: kcat as the documentation shows it (needs kcat) ${title}\n`);

describeWithKafka('kcat as the documentation shows it', (brokers) => {
  let world: KafkaWorld;

  beforeEach(async () => {
    world = await kafkaWorld(brokers);
  });
  afterEach(() => world.close());

  /** Runs the command of the page against these brokers and this topic. */
  const look = async (topic: string): Promise<readonly Printed[]> => {
    const command = documented
      .replace('localhost:9092', brokers.join(','))
      .replace('-t campaign-events ', `-t ${topic} `);
    expect(command).toContain(`-b ${brokers.join(',')} -t ${topic} `);
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    return stdout.trim().split('\n\n').map(read);
  };

  (hasKcat ? it : it.skip)(title, async () => {
    const { connection } = world;
    const events = goldenEventNames.map((name, index) => goldenEvent(name, index + 1));
    await publish(connection, events);
    await giveUp(connection, goldenEvent('OrchestrationActivated.v1', events.length + 1));
    const printed = await look(campaignEventsIn(connection));
    const byPosition = (a: Printed, b: Printed) => Number(a.headers['ce_position']) - Number(b.headers['ce_position']);
    expect(printed.toSorted(byPosition)).toMatchObject(
      events.map(({ type, data, stream, metadata }, index) => ({
        data,
        headers: { ce_id: metadata.eventId, ce_type: type, ce_subject: stream, ce_position: `${index + 1}` },
      })),
    );
    for (const { key, headers, data } of printed) {
      expect(faults(headersSchema, headers)).toBeNull();
      expect(key).toBe(headers['ce_partitionkey']);
      const schema: object = JSON.parse(text(`events/${headers['ce_type']}.v${headers['ce_schemaversion']}.json`));
      expect(faults(schema, data)).toBeNull();
    }
  });
});
