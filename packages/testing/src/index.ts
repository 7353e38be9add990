export { type BreakableProxy, startBreakableProxy } from './breakable-proxy.ts';
export { lawsOf, specFor } from './decider-spec.ts';
export {
  type EventStoreDbStandIn,
  type EventStoreDbStandInOptions,
  type StandInLog,
  startEventStoreDbStandIn,
} from './eventstoredb-stand-in/index.ts';
export { eventually } from './eventually.ts';
export { inMemoryEventStore } from './in-memory-event-store.ts';
export { type BreakableNetwork, breakableNetwork } from './kafka/breakable-network.ts';
export { describeWithKafka, describeWithKafkaJars } from './kafka/describe-with-kafka.ts';
export { type KafkaBroker, startKafkaBroker } from './kafka/kafka-broker.ts';
export { kafkaClasspath } from './kafka/kafka-jars.ts';
export { type StartedKafka, startKafka } from './kafka/start-kafka.ts';
export {
  type OtlpReceiver,
  type ReceivedMetric,
  type ReceivedSpan,
  startOtlpReceiver,
} from './otlp-receiver.ts';
export { type MetricPoint, type RecordedTelemetry, recordTelemetry } from './record-telemetry.ts';
export { freePort, type StartedPostgres, startPostgres } from './start-postgres.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
