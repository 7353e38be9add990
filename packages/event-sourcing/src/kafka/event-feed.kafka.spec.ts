import { describeWithKafka } from '@campaigns/testing';
import { jest } from '@jest/globals';
import { describeEventFeedContract } from '../contract-suites/index.ts';
import { kafkaWorld } from './testing/kafka-world.ts';

// A member that crashes is missed after the session timeout, which a broker does not allow to be short.
jest.setTimeout(60_000);

describeWithKafka('The feed on Kafka', (brokers) => {
  describeEventFeedContract('Kafka', () => kafkaWorld(brokers));
});
