import { describeEventStoreContract } from '@campaigns/event-sourcing/contract-suites';
import { inMemoryEventStore } from './in-memory-event-store.ts';

describeEventStoreContract('in memory', async () => {
  const store = inMemoryEventStore();
  return { store, other: store, close: async () => {} };
});
