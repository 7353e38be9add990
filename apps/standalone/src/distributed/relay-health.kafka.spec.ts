import { randomUUID } from 'node:crypto';
import { campaignEventsTopic } from '@campaigns/contracts';
import {
  type EventToAppend,
  kafkaEventFeed,
  logPool,
  migrateEventLog,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { describeWithKafka, eventually, freePort } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import kafkajs from 'kafkajs';
import { pino } from 'pino';
import { type RunningPostgres, startPostgres } from '../postgres/start-postgres.ts';
import { dataFolder } from '../testing/running-system.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { memberThat, strangeEvent } from '../testing/unhandled-event.ts';

jest.setTimeout(120_000);

const within = { timeoutMs: 30_000, everyMs: 50 };

const eventOf = (orchestrationId: string, bytes: number): EventToAppend => ({
  ...strangeEvent(orchestrationId),
  data: { orchestrationId, ballast: 'x'.repeat(bytes) },
});

describeWithKafka('A relay as a process of its own', (brokers) => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let postgres: RunningPostgres;
  let relay: ServiceProcess | undefined;

  beforeEach(async () => {
    folder = await dataFolder();
    postgres = await startPostgres(folder.path, randomUUID());
  });
  afterEach(async () => {
    await relay?.terminate();
    relay = undefined;
    await postgres.stop();
    await folder.drop();
  });

  /** As a person would who has seen what the broker refuses. */
  const takeMessagesUpTo = async (bytes: number, topic: string): Promise<void> => {
    const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const configEntries = [{ name: 'max.message.bytes', value: `${bytes}` }];
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    });
    await admin.disconnect();
  };

  it('says that it comes no further, although all that it needs is there, and that it is well when it has caught up', async () => {
    const pool = logPool({ url: postgres.url, applicationName: 'test', max: 2 });
    await migrateEventLog(pool);
    const store = postgresEventStore({ pool, logger: pino({ level: 'silent' }) });
    const [port, namespace, orchestrationId] = [await freePort(), `test-${randomUUID()}.`, randomUUID()];
    relay = await startService('event-relay', {
      ...{
        DATABASE_URL: postgres.url,
        EVENTSTORE_URL: '',
        KAFKA_BROKERS: brokers.join(','),
        KAFKA_NAMESPACE: namespace,
      },
      ...{ HOST: '127.0.0.1', HEALTH_PORT: `${port}` },
    });
    const expectAnswer = (status: number, relayIs: 'ok' | 'failed'): Promise<void> =>
      eventually(async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
        const checks = { log: 'ok', postgres: 'ok', kafka: 'ok', relay: relayIs };
        expect([answer.status, await answer.json()]).toEqual([status, { status: relayIs, checks }]);
      }, within);
    await expectAnswer(200, 'ok');
    const topic = `${namespace}${campaignEventsTopic.name}`;
    await takeMessagesUpTo(50_000, topic);
    await store.append(`workflow-${randomUUID()}`, 'no-stream', [eventOf(orchestrationId, 500_000)]);
    await expectAnswer(503, 'failed');
    const feed = kafkaEventFeed({ connection: { brokers, clientId: 'tests', namespace } });
    await takeMessagesUpTo(1_048_576, topic);
    const { handled } = await memberThat(feed, 'watchers', () => ({ outcome: 'done' }));
    await eventually(() => expect(handled).toEqual([orchestrationId]), within);
    await expectAnswer(200, 'ok');
    await feed.close();
    expect(await relay.terminate()).toBe(0);
    await store.close();
    await pool.end();
  });
});
