import type { Actor, StoredEvent } from '@campaigns/contracts';
import { type CommandContext, derivedId } from '@campaigns/event-sourcing';

export const rulesEngineActor: Actor = { kind: 'service', id: 'rules-engine' };

/** The context of what follows from an event. Ids derive from the event and the purpose. */
export const reactionContext = ({ metadata }: StoredEvent, purpose: string, now: Date): CommandContext => ({
  commandId: derivedId(metadata.eventId, purpose),
  orgId: metadata.orgId,
  actor: rulesEngineActor,
  correlationId: metadata.correlationId,
  causationId: metadata.eventId,
  occurredAt: now.toISOString(),
  ...(metadata.traceparent === undefined ? {} : { traceparent: metadata.traceparent }),
});
