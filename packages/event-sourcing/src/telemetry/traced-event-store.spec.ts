import { inMemoryEventStore } from '@campaigns/testing';
import { describeEventStoreContract } from '../contract-suites/index.ts';
import { tracedEventStore } from './traced-event-store.ts';

describeEventStoreContract('traced', async () => {
  const store = tracedEventStore(inMemoryEventStore(), 'tests');
  return { store, other: store, close: async () => {} };
});
