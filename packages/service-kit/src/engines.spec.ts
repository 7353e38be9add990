import { describe, expect, it } from '@jest/globals';
import { loadEngineConfig } from './engines.ts';

const DATABASE_URL = 'postgres://app@db/campaigns';

describe('The engines that carry the log', () => {
  it('are Postgres alone, when nothing else is named', () => {
    const config = { databaseUrl: DATABASE_URL, eventStoreUrl: undefined, kafka: undefined };
    expect(loadEngineConfig({ DATABASE_URL })).toEqual(config);
  });

  it('are EventStoreDB and Kafka, when they are named', () => {
    const env = { DATABASE_URL, EVENTSTORE_URL: 'esdb://log:2113?tls=false', KAFKA_BROKERS: 'k1:9092, k2:9092' };
    expect(loadEngineConfig({ ...env, KAFKA_NAMESPACE: 'staging.' })).toEqual({
      databaseUrl: DATABASE_URL,
      eventStoreUrl: 'esdb://log:2113?tls=false',
      kafka: { brokers: ['k1:9092', 'k2:9092'], namespace: 'staging.', sessionTimeoutMs: 30_000 },
    });
  });

  it('cannot be EventStoreDB without Kafka, which the message says', () => {
    const load = () => loadEngineConfig({ DATABASE_URL, EVENTSTORE_URL: 'esdb://log:2113' });
    expect(load).toThrow(/KAFKA_BROKERS: needed with EVENTSTORE_URL/);
  });

  it.each([
    ['DATABASE_URL', {}],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://db' }],
    ['EVENTSTORE_URL', { DATABASE_URL, EVENTSTORE_URL: 'http://log', KAFKA_BROKERS: 'k1:9092' }],
    ['KAFKA_BROKERS', { DATABASE_URL, KAFKA_BROKERS: 'k1' }],
    ['KAFKA_NAMESPACE', { DATABASE_URL, KAFKA_BROKERS: 'k1:9092', KAFKA_NAMESPACE: 'our system' }],
    ['KAFKA_SESSION_TIMEOUT_MS', { DATABASE_URL, KAFKA_SESSION_TIMEOUT_MS: '10' }],
  ])('are refused with the name of a wrong variable: %s of %j', (name, env) => {
    expect(() => loadEngineConfig(env)).toThrow(name);
  });
});
