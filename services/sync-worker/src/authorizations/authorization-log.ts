import { type AuthorizationEvent, authorizationCodec, type StoredEvent, type StreamName } from '@campaigns/contracts';
import { type Authorization, type AuthorizationCommand, authorizationDecider } from '@campaigns/domain';
import { commandHandler, derivedId, type EventStore, fold } from '@campaigns/event-sourcing';

/** Reads and writes the streams of authorizations, as what follows from an event. */
export type AuthorizationLog = Readonly<{
  load: (stream: StreamName) => Promise<Authorization>;
  record: (cause: StoredEvent, command: AuthorizationCommand) => Promise<void>;
}>;

export const authorizationLog = (store: EventStore, now: () => Date): AuthorizationLog => {
  const handle = commandHandler<Authorization, AuthorizationCommand, AuthorizationEvent>(
    store,
    authorizationDecider,
    authorizationCodec,
  );
  return {
    load: async (stream) => {
      const { events } = await store.load(stream);
      return fold(authorizationDecider, events.map(authorizationCodec.decode));
    },
    record: async ({ stream, metadata }, command) => {
      const { eventId, orgId, correlationId, traceparent } = metadata;
      await handle(stream, command, {
        commandId: derivedId(eventId, 'sync-worker', command.type),
        orgId,
        actor: { kind: 'service', id: 'sync-worker' },
        correlationId,
        causationId: eventId,
        occurredAt: now().toISOString(),
        ...(traceparent === undefined ? {} : { traceparent }),
      });
    },
  };
};
