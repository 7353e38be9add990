import { platform, restOperations } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { answered, openPage } from './consenting-person.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const authorizations = '/connections/authorizations';

/**
 * Connects an ad account, as a person in a browser and an admin at the API do it together. Gives the connection, and what
 * came back with the person.
 */
export const connectedBy = async ({ api }: Pick<SystemUnderTest, 'api'>, name: (typeof platform.options)[number]) => {
  const asked = restOperations.requestAuthorization.response.parse(await api.post(authorizations, { platform: name }));
  const back = new URL(await answered(asked.authorization_url, 'approve'));
  expect((await openPage(back.href)).status).toBe(200);
  const path = `${authorizations}/${asked.authorization.authorization_id}`;
  const { accounts } = await eventually(
    async () => {
      const { authorization } = restOperations.getAuthorization.response.parse(await api.get(path));
      expect(authorization).toMatchObject({ status: 'choose_account', failure: null });
      return authorization;
    },
    { timeoutMs: 20_000 },
  );
  const chosen = await api.post(`${path}/accounts`, { ad_account_ids: [accounts[0]?.ad_account_id] });
  const { connections } = restOperations.chooseAccounts.response.parse(chosen);
  return { connection: connections[0], back };
};

/** Ad accounts of every platform, connected while the system runs on whatever it runs on. */
export const describeConnecting = (running: () => SystemUnderTest): void => {
  describe('An ad account that a person gives access to', () => {
    it.each(platform.options)('is connected on %s', async (name) => {
      const { connection } = await connectedBy(running(), name);
      expect(connection).toMatchObject({ platform: name, status: 'active', state: 'active' });
      const all = restOperations.listConnections.response.parse(
        await running().api.get(`/connections?platform=${name}`),
      );
      expect(all.connections.map(({ connection_id: id }) => id)).toContain(connection?.connection_id);
    });
  });
};
