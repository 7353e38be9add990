export { type BreakableProxy, startBreakableProxy } from './breakable-proxy.ts';
export { lawsOf, specFor } from './decider-spec.ts';
export { eventually } from './eventually.ts';
export { inMemoryEventStore } from './in-memory-event-store.ts';
export { freePort, type StartedPostgres, startPostgres } from './start-postgres.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
