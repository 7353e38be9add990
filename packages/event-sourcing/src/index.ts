export { checkAppendSize, largestAppendBytes } from './append-size.ts';
export { canonicalJson } from './canonical-json.ts';
export { contentHash } from './content-hash.ts';
export { assertNever, type Decider, fold } from './decider.ts';
export { derivedId } from './derived-id.ts';
export { AppendTooLarge, ConcurrencyExhausted, RevisionMismatch, RuleViolation } from './errors.ts';
export type {
  DeadLetter,
  DeadLetters,
  EventFeed,
  FeedHandler,
  Handled,
  RunningSubscription,
  Subscription,
  Topic,
} from './event-feed.ts';
export {
  type After,
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
  type LoadedStream,
  LogUnavailable,
} from './event-store.ts';
export {
  type EventStoreDbEventStore,
  type EventStoreDbEventStoreOptions,
  eventStoreDbEventStore,
} from './eventstoredb/event-store.ts';
export { EventUnreadable, type UnreadableEvent } from './eventstoredb/recorded-event.ts';
export { type CommandContext, type CommandResult, commandHandler, toAppend } from './handle-command.ts';
export { kafkaAnswers } from './kafka/answers.ts';
export { type CloudEventMessage, type FromMessage, fromMessage, toMessage } from './kafka/cloud-event.ts';
export type { KafkaConnection } from './kafka/connection.ts';
export { type KafkaEventFeed, type KafkaEventFeedOptions, kafkaEventFeed } from './kafka/event-feed.ts';
export { type KafkaLeadershipOptions, kafkaLeadership } from './kafka/leadership.ts';
export {
  type KafkaPublisher,
  type KafkaPublisherOptions,
  kafkaPublisher,
  type Published,
  PublisherFenced,
} from './kafka/publisher.ts';
export { type ReadRecord, type ReadTopicsOptions, readTopics } from './kafka/read-topics.ts';
export type { KafkaRecord } from './kafka/record.ts';
export type { Candidacy, Leadership } from './leadership.ts';
export { isPostgresAway } from './postgres/away.ts';
export { type LogPoolOptions, logPool } from './postgres/connections.ts';
export { deadLetters } from './postgres/dead-letters.ts';
export { type PostgresEventFeed, type PostgresEventFeedOptions, postgresEventFeed } from './postgres/event-feed.ts';
export { type PostgresEventStore, type PostgresEventStoreOptions, postgresEventStore } from './postgres/event-store.ts';
export { type LogSignals, type LogSignalsOptions, logSignals } from './postgres/log-signals.ts';
export { grantLogAccess, migrateEventLog } from './postgres/migrate.ts';
export { attribute } from './telemetry/attributes.ts';
export { counter, histogram, type MetricSpec, type Observed, observe } from './telemetry/instruments.ts';
export { type Timed, timed } from './telemetry/timed.ts';
export { contextOf, originOf, traceparentOf } from './telemetry/trace-parent.ts';
export { tracedEventFeed } from './telemetry/traced-event-feed.ts';
export { tracedEventStore } from './telemetry/traced-event-store.ts';
export { tracedPublisher } from './telemetry/traced-publisher.ts';
export { errorTypeOf, failSpan, type SpanSettings, withSpan } from './telemetry/with-span.ts';
export type { Workflow } from './workflow.ts';
