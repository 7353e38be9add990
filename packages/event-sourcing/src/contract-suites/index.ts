export { describeEventFeedContract, type EventFeedUnderTest, type FeedProcess } from './event-feed-contract.ts';
export { describeEventStoreContract, type EventStoreUnderTest } from './event-store-contract.ts';
export { idsOf, newStream, sampleEvent, sampleEvents } from './sample-events.ts';
