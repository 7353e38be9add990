import { grantId } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { campaign } from '../testing/campaign.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase, readDatabase } from '../testing/read-database.ts';

let database: ReadDatabase;

beforeAll(async () => {
  database = await readDatabase();
});
afterAll(() => database.close());

describe('The row of a connection', () => {
  it('shows the account, then its suspension with the reason, then that it works again', async () => {
    const store = inMemoryEventStore();
    const { connections, connection, log } = campaign(store, 'shoes');
    const row = async (): Promise<unknown> => {
      await project(database.pool, store);
      return one(database.pool, `select * from read.platform_connections where platform = 'google'`);
    };
    const connectionId = connection('google');
    await connections();
    expect(await row()).toMatchObject({
      ...{ connection_id: connectionId, ad_account_id: 'account-google', currency: 'USD', time_zone: 'UTC' },
      ...{ scopes: ['ads', 'a "b" {c}'], status: 'active', status_reason: null, revision: '0' },
    });
    await log.record(`connection-${connectionId}`, 'ConnectionSuspended', {
      ...{ connectionId, reason: 'token_revoked', message: 'The user has left' },
    });
    expect(await row()).toMatchObject({ status: 'suspended', status_reason: 'token_revoked: The user has left' });
    await log.record(`connection-${connectionId}`, 'ConnectionRestored', { connectionId });
    expect(await row()).toMatchObject({ status: 'active', state: 'active', status_reason: null, revision: '2' });
  });

  it('shows what a person has granted and until when, and says in one word why it does not work', async () => {
    const { pool, close } = await readDatabase();
    const store = inMemoryEventStore();
    const { connections, connection, log } = campaign(store, 'hats');
    const connectionId = connection('meta');
    const row = async (): Promise<unknown> => {
      await project(pool, store);
      return one(pool, `select * from read.platform_connections where connection_id = '${connectionId}'`);
    };
    const authorize = () =>
      log.record(`connection-${connectionId}`, 'ConnectionAuthorized', {
        ...{ connectionId, grantId: grantId.parse('e41b7a90-3d5c-4f86-b2a1-6c08d9f7e313'), loginCustomerId: null },
        ...{ scopes: ['ads_management'], endsAt: '2027-03-01T09:00:00.000Z' },
      });
    await connections();
    await authorize();
    expect(await row()).toMatchObject({
      ...{ scopes: ['ads_management'], state: 'active', expires_at: new Date('2027-03-01T09:00:00.000Z') },
    });
    await log.record(`connection-${connectionId}`, 'ConnectionExpiring', {
      ...{ connectionId, endsAt: '2027-02-01T09:00:00.000Z' },
    });
    expect(await row()).toMatchObject({
      status: 'active',
      state: 'expiring',
      expires_at: new Date('2027-02-01T09:00Z'),
    });
    const states = [];
    for (const reason of ['token_expired', 'token_revoked', 'scope_missing', 'permission'] as const) {
      await log.record(`connection-${connectionId}`, 'ConnectionSuspended', { connectionId, reason, message: 'No' });
      states.push(((await row()) as Readonly<{ state: string }>).state);
      await authorize();
    }
    expect(states).toEqual(['expired', 'revoked', 'scope_missing', 'suspended']);
    expect(await row()).toMatchObject({ status: 'active', state: 'active', status_reason: null });
    await log.record(`connection-${connectionId}`, 'ConnectionDisconnected', { connectionId });
    expect(await row()).toMatchObject({
      ...{ status: 'suspended', state: 'revoked', status_reason: expect.stringContaining('disconnected') },
    });
    await close();
  });
});
