import { describe, expect, it } from '@jest/globals';
import { loadRelayConfig } from './config.ts';

describe('the configuration of the relay', () => {
  it('needs only to know where Kafka is', () => {
    expect(loadRelayConfig({ KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092' })).toEqual({
      kafka: { brokers: ['kafka-1:9092', 'kafka-2:9092'] },
      logLevel: 'info',
    });
  });

  it('can keep to a part of a cluster that others use too', () => {
    const env = { KAFKA_BROKERS: '10.0.0.7:9092', KAFKA_NAMESPACE: 'staging.', LOG_LEVEL: 'debug' };
    expect(loadRelayConfig(env)).toEqual({
      kafka: { brokers: ['10.0.0.7:9092'], namespace: 'staging.' },
      logLevel: 'debug',
    });
  });

  it.each([
    ['KAFKA_BROKERS', {}],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka-1:9092,,kafka-2:9092' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka://kafka-1:9092' }],
    ['KAFKA_NAMESPACE', { KAFKA_BROKERS: 'kafka-1:9092', KAFKA_NAMESPACE: 'our system' }],
    ['LOG_LEVEL', { KAFKA_BROKERS: 'kafka-1:9092', LOG_LEVEL: 'loud' }],
  ])('is refused with the name of a wrong variable: %s of %j', (name, env) => {
    expect(() => loadRelayConfig(env)).toThrow(name);
  });
});
