import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { ensureTopic } from './topics.ts';

const said = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
/** As the client reports what became of the topics it was to create. */
const refused = (type: string) =>
  Object.assign(new Error('Topic creation errors'), { name: 'KafkaJSAggregateError', errors: [said(type)] });
/** As the client reports what it has repeated in vain. */
const givenUp = (type: string) =>
  Object.assign(new Error(type), { name: 'KafkaJSNumberOfRetriesExceeded', cause: said(type) });

type Script = Readonly<{ listed?: readonly string[]; create?: readonly Error[]; look?: readonly Error[] }>;

/** A cluster whose broker answers what is scripted first, and from then on as it should. */
const cluster = ({ listed = [], create = [], look = [] }: Script) => {
  const [creations, looks] = [[...create], [...look]];
  const made = new Map(listed.map((topic) => [topic, 3]));
  const asked: string[] = [];
  const answer = async <Result>(request: string, failures: Error[], then: () => Result): Promise<Result> => {
    asked.push(request);
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return then();
  };
  const admin: Pick<Admin, 'listTopics' | 'createTopics' | 'fetchTopicMetadata'> = {
    listTopics: async () => [...made.keys()],
    createTopics: ({ topics, waitForLeaders }) =>
      answer(`create${waitForLeaders === false ? '' : ' and wait'}`, creations, () => {
        for (const { topic, numPartitions = 1 } of topics) made.set(topic, numPartitions);
        return true;
      }),
    fetchTopicMetadata: (request) =>
      answer('look', looks, () => ({
        topics: (request?.topics ?? []).map((name) => ({
          name,
          partitions: Array.from({ length: made.get(name) ?? 0 }, (_, partitionId) => ({
            ...{ partitionErrorCode: 0, partitionId, leader: 1, replicas: [1], isr: [1] },
          })),
        })),
      })),
  };
  return { admin: admin as Admin, asked };
};

const orders = { topic: 'orders', partitions: 4 };
const shortWaits = [1, 1, 1];

describe('A topic that is needed', () => {
  it('is created when it is missing', async () => {
    const { admin, asked } = cluster({});
    expect(await ensureTopic(admin, orders)).toBe(4);
    expect(asked).toEqual(['create', 'look']);
  });

  it('is left as it is when it is there', async () => {
    const { admin, asked } = cluster({ listed: ['orders'] });
    expect(await ensureTopic(admin, orders)).toBe(3);
    expect(asked).toEqual(['look']);
  });

  it.each([
    ['has not heard of it yet', said('UNKNOWN_TOPIC_OR_PARTITION')],
    ['has no leader for it yet', said('LEADER_NOT_AVAILABLE')],
    ['had none for as long as the client asks', givenUp('LEADER_NOT_AVAILABLE')],
  ])('is waited for while the broker %s', async (_, failure) => {
    const { admin, asked } = cluster({ look: [failure, failure] });
    expect(await ensureTopic(admin, orders, shortWaits)).toBe(4);
    expect(asked).toEqual(['create', 'look', 'look', 'look']);
  });

  it.each([
    ['knows of no broker that could hold it', refused('INVALID_REPLICATION_FACTOR')],
    ['takes too long to create it', refused('REQUEST_TIMED_OUT')],
    ['is no controller any more', givenUp('NOT_CONTROLLER')],
  ])('is created once more when the broker %s', async (_, failure) => {
    const { admin, asked } = cluster({ create: [failure] });
    expect(await ensureTopic(admin, orders, shortWaits)).toBe(4);
    expect(asked).toEqual(['create', 'create', 'look']);
  });

  it('fails at once of what waiting does not help against', async () => {
    const failure = refused('INVALID_TOPIC_EXCEPTION');
    const { admin, asked } = cluster({ create: [failure] });
    await expect(ensureTopic(admin, orders, shortWaits)).rejects.toBe(failure);
    expect(asked).toEqual(['create']);
  });

  it('is not waited for without end', async () => {
    const failure = said('LEADER_NOT_AVAILABLE');
    const { admin, asked } = cluster({ look: Array.from({ length: 10 }, () => failure) });
    await expect(ensureTopic(admin, orders, shortWaits)).rejects.toBe(failure);
    expect(asked.filter((request) => request === 'look')).toHaveLength(shortWaits.length + 1);
  });
});
