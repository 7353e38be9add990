export { describeEventStoreContract, type EventStoreUnderTest } from './event-store-contract.ts';
export { idsOf, newStream, sampleEvent, sampleEvents } from './sample-events.ts';
