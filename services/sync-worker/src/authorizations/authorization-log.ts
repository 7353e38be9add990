import { type AuthorizationEvent, authorizationCodec, type StoredEvent, type StreamName } from '@campaigns/contracts';
import { type Authorization, type AuthorizationCommand, authorizationDecider } from '@campaigns/domain';
import { type CommandContext, commandHandler, derivedId, type EventStore, fold } from '@campaigns/event-sourcing';

/** Of what the sync-worker does because of an event. */
export const contextAfter = (
  { eventId, orgId, correlationId, traceparent }: StoredEvent['metadata'],
  { commandId, now }: Readonly<{ commandId: string; now: Date }>,
): CommandContext => ({
  ...{ commandId, orgId, correlationId, causationId: eventId, occurredAt: now.toISOString() },
  actor: { kind: 'service', id: 'sync-worker' },
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** Reads and writes the streams of authorizations, as what follows from an event. */
export type AuthorizationLog = Readonly<{
  load: (stream: StreamName) => Promise<Authorization>;
  /** Gives back what has become of the authorization. */
  record: (cause: StoredEvent, command: AuthorizationCommand) => Promise<Authorization>;
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
      const commandId = derivedId(metadata.eventId, 'sync-worker', command.type);
      return (await handle(stream, command, contextAfter(metadata, { commandId, now: now() }))).state;
    },
  };
};
