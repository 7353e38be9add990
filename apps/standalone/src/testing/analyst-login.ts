import { randomUUID } from 'node:crypto';
import { restOperations } from '@campaigns/contracts';
import { logPool } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { demoOrgId } from '../demo/seed.ts';
import { runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** An analyst's own login to the read tables that the system is writing. */
export const describeAnalystLogin = (running: () => SystemUnderTest): void => {
  const loginOf = async (organization: string): Promise<string> => {
    const { code, stdout } = await runToEnd('analyst.ts', ['--org', organization, '--name', 'maria'], running().env);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^postgres(ql)?:\/\/analyst_[0-9a-f]{12}:\S+\n$/)]);
    return stdout.trim();
  };
  const asAnalyst = async <Result>(url: string, use: (login: pg.Pool) => Promise<Result>): Promise<Result> => {
    const login = logPool({ url, applicationName: 'maria', max: 1 });
    try {
      return await use(login);
    } finally {
      await login.end();
    }
  };
  const idsSeenBy = (login: pg.Pool) =>
    login
      .query<{ orchestration_id: string }>('select orchestration_id from campaign_orchestrations order by 1')
      .then(({ rows }) => rows.map(({ orchestration_id: id }) => id));

  describe('An analyst', () => {
    it('sees in SQL the orchestrations that his organisation sees through the API, and may change none', async () => {
      const listed = restOperations.listOrchestrations.response.parse(await running().api.get('?limit=200'));
      const ids = listed.orchestrations.map(({ orchestration_id: id }) => id);
      expect(ids).not.toEqual([]);
      await asAnalyst(await loginOf(demoOrgId), async (login) => {
        expect(await idsSeenBy(login)).toEqual(ids.toSorted());
        const { rows } = await login.query('select distinct org_id from v_orchestration_performance');
        expect(rows).toEqual([{ org_id: demoOrgId }]);
        const change = login.query(`update campaign_orchestrations set name = 'mine'`);
        await expect(change).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|25006)$/) });
      });
    }, 60_000);

    it('of another organisation sees none of them, and only the templates that everybody has', async () => {
      await asAnalyst(await loginOf(randomUUID()), async (login) => {
        expect(await idsSeenBy(login)).toEqual([]);
        const { rows } = await login.query('select distinct is_global from campaign_templates');
        expect(rows).toEqual([{ is_global: true }]);
      });
    }, 60_000);

    it('who gets a new password cannot come in with the old one', async () => {
      const organization = randomUUID();
      const [old, recent] = [await loginOf(organization), await loginOf(organization)];
      await expect(asAnalyst(old, idsSeenBy)).rejects.toMatchObject({ code: '28P01' });
      expect(await asAnalyst(recent, idsSeenBy)).toEqual([]);
    }, 60_000);
  });
};
