import type { Actor, StoredEvent } from '@campaigns/contracts';
import { type CommandContext, derivedId } from '@campaigns/event-sourcing';

export const orchestratorActor: Actor = { kind: 'service', id: 'orchestrator' };

/** The context of what follows from an event. Ids derive from the event and the purpose, times are the event's own. */
export const reactionContext = ({ metadata }: StoredEvent, purpose: string): CommandContext => ({
  commandId: derivedId(metadata.eventId, purpose),
  orgId: metadata.orgId,
  actor: orchestratorActor,
  correlationId: metadata.correlationId,
  causationId: metadata.eventId,
  occurredAt: metadata.occurredAt,
  ...(metadata.traceparent === undefined ? {} : { traceparent: metadata.traceparent }),
});
