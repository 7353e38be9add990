import { randomBytes } from 'node:crypto';
import { connectionCodec, connectionId, orgId } from '@campaigns/contracts';
import { connectionDecider } from '@campaigns/domain';
import { commandHandler } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { inMemorySecretRows } from '../testing/in-memory-secret-rows.ts';
import { vaultOn } from '../vault/vault.ts';
import { connectionStream } from './connections.ts';
import { registerConnection } from './register-connection.ts';

const id = connectionId.parse('5d9e3b18-7c24-4f0a-96e1-8a3b4c5d6e01');
const connection = {
  ...{ connectionId: id, orgId: orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10'), platform: 'meta' as const },
  ...{ name: 'Shop', adAccountId: 'act_1', currency: 'EUR', timeZone: 'UTC', scopes: [] },
};

describe('Registering a connection once more', () => {
  it('leaves one alone that its organisation has given up', async () => {
    const store = inMemoryEventStore();
    const vault = vaultOn(inMemorySecretRows(), [{ id: 'one', key: randomBytes(32) }]);
    const credentials = { platform: 'meta', accessToken: 'planted-token' } as const;
    await registerConnection({ store, vault, connection, credentials });
    await commandHandler(store, connectionDecider, connectionCodec)(
      connectionStream(id),
      { type: 'Disconnect', data: { connectionId: id } },
      {
        ...{ commandId: id, orgId: connection.orgId, actor: { kind: 'user', id: 'anna' } as const },
        ...{ correlationId: id, causationId: id, occurredAt: '2026-03-01T09:00:00.000Z' },
      },
    );
    await vault.remove(id);
    await registerConnection({ store, vault, connection, credentials });
    expect(await vault.get(id)).toBeUndefined();
    const { events } = await store.load(connectionStream(id));
    expect(events.map(({ type }) => type)).toEqual(['ConnectionRegistered', 'ConnectionDisconnected']);
  });
});
