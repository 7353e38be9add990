export { assertNever, type Decider, fold } from './decider.ts';
export { derivedId } from './derived-id.ts';
export { ConcurrencyExhausted, RevisionMismatch, RuleViolation } from './errors.ts';
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
export { type CommandContext, type CommandResult, commandHandler, toAppend } from './handle-command.ts';
export { type LogPoolOptions, logPool } from './postgres/connections.ts';
export { deadLetters } from './postgres/dead-letters.ts';
export { type PostgresEventFeed, type PostgresEventFeedOptions, postgresEventFeed } from './postgres/event-feed.ts';
export { type PostgresEventStore, type PostgresEventStoreOptions, postgresEventStore } from './postgres/event-store.ts';
export { type LogSignals, type LogSignalsOptions, logSignals } from './postgres/log-signals.ts';
export { grantLogAccess, migrateEventLog } from './postgres/migrate.ts';
export type { Workflow } from './workflow.ts';
