import { type Actor, type ConnectionEvent, connectionCodec } from '@campaigns/contracts';
import { connectionDecider } from '@campaigns/domain';
import { type CommandContext, commandHandler, derivedId, type EventStore } from '@campaigns/event-sourcing';
import type { CredentialsInput } from '../vault/credentials.ts';
import type { Vault } from '../vault/vault.ts';
import { connectionStream } from './connections.ts';

export type NewConnection = Extract<ConnectionEvent, { type: 'ConnectionRegistered' }>['data'];

export type Registration = Readonly<{
  store: EventStore;
  vault: Vault;
  connection: NewConnection;
  credentials: CredentialsInput;
  actor?: Actor;
  now?: () => Date;
  /** Same id, same registration. By default derived from the connection. */
  correlationId?: string;
}>;

/**
 * Puts the secret into the vault and then records the connection; a suspended one is restored with its new secret.
 * One that was given up stays so. Repeatable. Throws `RuleViolation` when the id belongs to another ad account, before the secret is touched.
 */
export const registerConnection = async ({
  store,
  vault,
  connection,
  credentials,
  actor = { kind: 'service', id: 'sync-worker' },
  now = () => new Date(),
  correlationId = derivedId('connection', connection.connectionId),
}: Registration): Promise<void> => {
  if (credentials.platform !== connection.platform) {
    throw new TypeError(`Credentials for ${credentials.platform} cannot serve a ${connection.platform} connection`);
  }
  const { connectionId, orgId } = connection;
  const stream = connectionStream(connectionId);
  const handle = commandHandler(store, connectionDecider, connectionCodec);
  const { events: history, revision } = await store.load(stream);
  const before = history.map(connectionCodec.decode).reduce(connectionDecider.evolve, connectionDecider.initialState);
  connectionDecider.decide({ type: 'RegisterConnection', data: connection }, before);
  if (before.status === 'suspended' && before.isDisconnected === true) return;

  await vault.put(connectionId, credentials);
  const context = (purpose: string): CommandContext => ({
    commandId: derivedId(connectionId, purpose),
    orgId,
    actor,
    correlationId,
    causationId: correlationId,
    occurredAt: now().toISOString(),
  });
  const { state } = await handle(stream, { type: 'RegisterConnection', data: connection }, context('register'));
  if (state.status === 'suspended') {
    const purpose = `restore-${revision}`;
    await handle(stream, { type: 'RestoreConnection', data: { connectionId } }, context(purpose));
  }
};
