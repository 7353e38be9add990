import { randomUUID } from 'node:crypto';
import { campaignEventsTopic } from '@campaigns/contracts';
import {
  type Handled,
  type KafkaConnection,
  type KafkaEventFeed,
  kafkaEventFeed,
  kafkaPublisher,
} from '@campaigns/event-sourcing';
import { describeWithKafka, eventually, inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type Ended, runToEnd } from './testing/running-system.ts';
import { appendStrangeEvent, memberThat } from './testing/unhandled-event.ts';

jest.setTimeout(90_000);

const command = 'dead-letters.ts';
const within = { timeoutMs: 20_000 };

describeWithKafka('Dead letters by command, where Kafka delivers the log', (brokers) => {
  let connection: KafkaConnection;
  let feed: KafkaEventFeed;
  let keys: readonly string[];
  let answer: Handled;
  let handled: readonly string[];

  /** Two events in Kafka that group `orchestrator` has refused. */
  beforeEach(async () => {
    connection = { brokers, clientId: 'tests', namespace: `test-${randomUUID()}.` };
    const store = inMemoryEventStore();
    keys = [await appendStrangeEvent(store), await appendStrangeEvent(store)];
    const publisher = kafkaPublisher({ connection, name: 'relay', topics: [campaignEventsTopic], partitions: 2 });
    await publisher.claim();
    await publisher.publish(await store.readAll('start', 10));
    await publisher.close();
    feed = kafkaEventFeed({ connection, partitions: 2 });
    answer = { outcome: 'reject', reason: 'no such platform' };
    ({ handled } = await memberThat(feed, 'orchestrator', () => answer));
    await eventually(async () => expect(await feed.deadLetters.list()).toHaveLength(2), within);
  });
  afterEach(() => feed.close());

  const run = (...args: string[]): Promise<Ended> =>
    runToEnd(command, args, { KAFKA_BROKERS: brokers.join(','), KAFKA_NAMESPACE: `${connection.namespace}` });

  it('are listed, shown, handled again and thrown away', async () => {
    const [first, second] = await feed.deadLetters.list();
    const listed = await run('list');
    // The Kafka client has nothing of its own to say either.
    expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: '' });
    for (const text of [...keys, `${first?.id}`, 'no such platform']) expect(listed.stdout).toContain(text);
    expect((await run('list', '--group', 'timers')).stdout).toBe('No dead letters.\n');
    expect(JSON.parse((await run('show', `${first?.id}`)).stdout)).toMatchObject({
      ...{ id: first?.id, group: 'orchestrator', topic: campaignEventsTopic.name },
      event: { type: 'WorkflowCompleted', data: { orchestrationId: first?.key } },
    });
    expect((await run('discard', `${first?.id}`)).stdout).toBe(`Discarded: ${first?.id}\n`);
    answer = { outcome: 'done' };
    expect((await run('retry', '--all')).stdout).toBe('Handed to their groups again: 1\n');
    await eventually(async () => expect(await feed.deadLetters.list()).toEqual([]), within);
    expect(handled).toHaveLength(3);
    expect(handled.at(-1)).toBe(second?.key);
    const again = await run('retry', `${first?.id}`);
    expect(again).toEqual({ code: 1, stdout: '', stderr: `There is no dead letter ${first?.id}\n` });
  });
});
