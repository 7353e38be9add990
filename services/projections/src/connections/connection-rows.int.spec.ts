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
    expect(await row()).toMatchObject({ status: 'active', status_reason: null, revision: '2' });
  });
});
