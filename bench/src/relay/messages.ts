import type { StoredEvent } from '@campaigns/contracts';
import { relayedTopics } from '@campaigns/event-relay';
import { toMessage } from '@campaigns/event-sourcing';
import type { Message, TopicMessages } from 'kafkajs';

/** What some events become. */
const requestOf = (events: readonly StoredEvent[], prefix: string): TopicMessages[] =>
  relayedTopics.flatMap((topic) => {
    const messages = events.flatMap((event): Message[] => {
      const key = topic.keyOf(event);
      if (key === undefined) return [];
      const message = toMessage(event, key);
      return [{ ...message, headers: { ...message.headers } }];
    });
    return messages.length === 0 ? [] : [{ topic: `${prefix}${topic.name}`, messages }];
  });

/** The messages that the relay makes of events, ready to be sent, for requests of so many events each. */
export const messagesOf = (
  events: readonly StoredEvent[],
  perRequest: number,
  prefix: string,
): readonly TopicMessages[][] =>
  Array.from({ length: Math.ceil(events.length / perRequest) }, (_, index) =>
    requestOf(events.slice(index * perRequest, (index + 1) * perRequest), prefix),
  );
