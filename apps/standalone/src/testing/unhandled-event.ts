import { randomUUID } from 'node:crypto';
import { campaignEventsTopic, type StreamName } from '@campaigns/contracts';
import type { EventFeed, EventStore, EventToAppend, Handled } from '@campaigns/event-sourcing';

/** An event of a campaign's run as no service of ours writes it. */
export const strangeEvent = (orchestrationId: string): EventToAppend => {
  const id = randomUUID();
  return {
    type: 'WorkflowCompleted',
    data: { orchestrationId, unreadable: true },
    metadata: {
      ...{ eventId: id, orgId: randomUUID(), actor: { kind: 'service', id: 'stranger' }, schemaVersion: 1 },
      ...{ correlationId: id, causationId: id, commandId: id, occurredAt: '2026-12-01T08:00:00.000Z' },
    },
  };
};

/** Appends such an event; gives the orchestration, which is its key. */
export const appendStrangeEvent = async (store: EventStore): Promise<string> => {
  const orchestrationId = randomUUID();
  const stream: StreamName = `workflow-${randomUUID()}`;
  const appended = await store.append(stream, 'no-stream', [strangeEvent(orchestrationId)]);
  if (appended.outcome === 'conflict') throw new Error('A new stream was expected');
  return orchestrationId;
};

/** A member of the group that does with every event of a campaign what `answer` says; `handled` are their keys. */
export const memberThat = async (feed: EventFeed, group: string, answer: () => Handled) => {
  const handled: string[] = [];
  const { stop } = await feed.subscribe({
    ...{ group, topic: campaignEventsTopic },
    handle: async (_, { key }) => {
      handled.push(key);
      return answer();
    },
  });
  return { handled, stop };
};
