import { connect as connectTcp } from 'node:net';
import { eventually, freePort } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '../event-store.ts';
import type { KafkaConnection } from './connection.ts';
import { kafkaPublisher } from './publisher.ts';

/** A publisher whose brokers do not answer, and how often it has tried to reach them. */
const publisherWithoutKafka = async () => {
  const brokers = [`127.0.0.1:${await freePort()}`];
  let tries = 0;
  const connect: NonNullable<KafkaConnection['connect']> = (address) => {
    tries += 1;
    return connectTcp(address);
  };
  const connection = { brokers, clientId: 'tests', connect };
  return { publisher: kafkaPublisher({ connection, name: 'writer', topics: [] }), tries: () => tries };
};

describe('A claim while Kafka is away', () => {
  it('ends with its term and never goes on to try', async () => {
    const [given, yardstick] = [await publisherWithoutKafka(), await publisherWithoutKafka()];
    const term = new AbortController();
    const claim = given.publisher.claim(term.signal);
    claim.catch(() => undefined);
    await eventually(() => expect(given.tries()).toBeGreaterThan(1));
    const reason = new Error('another leads');
    term.abort(reason);
    await expect(claim).rejects.toBe(reason);
    const tries = given.tries();
    // A claim that nobody ends, begun later, has tried for the last time when it fails.
    await expect(yardstick.publisher.claim()).rejects.toBeInstanceOf(LogUnavailable);
    expect(yardstick.tries()).toBeGreaterThan(tries);
    expect(given.tries()).toBe(tries);
  });

  it('of a term that is over already is not made', async () => {
    const { publisher, tries } = await publisherWithoutKafka();
    const reason = new Error('another leads');
    await expect(publisher.claim(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(tries()).toBe(0);
  });
});
