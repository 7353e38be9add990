import { campaignEventsTopic, platformOperationsTopic } from '@campaigns/contracts';
import type { Topic } from '@campaigns/event-sourcing';

/** Where the log goes. */
export const relayedTopics: readonly Topic[] = [campaignEventsTopic, platformOperationsTopic];

/** Relays of this name are one: it names the position, the fencing and the leadership. */
export const relayName = 'event-relay';
