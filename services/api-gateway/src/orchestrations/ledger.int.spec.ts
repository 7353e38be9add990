import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

const ledgerOf = async (id: string) => {
  const answer = await org.viewer('GET', `${prefix}/${id}/budget`);
  return restOperations.getBudget.response.parse(answer.body).budget;
};
const adjust = (id: string, changes: object) =>
  org.operator('POST', `${prefix}/${id}/budget/adjustments`, { body: { changes } });

describe('The budget ledger', () => {
  it('of a draft is planned, and nothing more', async () => {
    const { orchestration_id: id } = await org.draft({ total_budget: 100 });
    const nothing = { applied: 0, reserved: 0, waiting: 0, spent: 0 };
    expect(await ledgerOf(id)).toEqual({
      ...{ currency: 'USD', total: 100, planned: 100, remaining: 100, reached_at: null, ...nothing },
      platforms: [
        { platform: 'meta', status: 'pending', planned: 50, remaining: 50, ...nothing },
        { platform: 'google', status: 'pending', planned: 30, remaining: 30, ...nothing },
        { platform: 'tiktok', status: 'pending', planned: 20, remaining: 20, ...nothing },
      ],
    });
  });

  it('reserves what is on its way, and has applied what is confirmed; a raise waits for room', async () => {
    const orchestration = await org.draft({ total_budget: 100 });
    const { orchestration_id: id } = orchestration;
    const deploy = (await org.operator('POST', `${prefix}/${id}/deploy`)).body.workflow.workflow_id;
    expect(await ledgerOf(id)).toMatchObject({ applied: 0, reserved: 100, waiting: 0 });
    await org.settle(orchestration, deploy, 'deploy');
    expect(await ledgerOf(id)).toMatchObject({ applied: 100, reserved: 0, waiting: 0 });
    await api.pool.query(`update read.orchestration_platforms set spend = 7.5 where orchestration_id = $1`, [id]);

    const moved = await adjust(id, { meta: 10, tiktok: -10 });
    expect([moved.status, moved.body.workflow.goal]).toEqual([200, 'sync']);
    expect(moved.body.orchestration.budget_allocation).toEqual({ meta: 60, google: 30, tiktok: 10 });
    expect(await ledgerOf(id)).toMatchObject({
      ...{ total: 100, planned: 100, applied: 100, reserved: 0, waiting: 10, spent: 22.5, remaining: 77.5 },
      platforms: [
        { platform: 'meta', planned: 60, applied: 50, reserved: 0, waiting: 10, spent: 7.5, remaining: 52.5 },
        { platform: 'google', planned: 30, applied: 30, reserved: 0, waiting: 0 },
        { platform: 'tiktok', planned: 10, applied: 20, reserved: 0, waiting: 0 },
      ],
    });
  });
});

describe('An adjustment of the budget', () => {
  it('is all or nothing, and names what it cannot be', async () => {
    const { orchestration_id: id } = await org.draft({ total_budget: 100 });
    for (const [changes, code, pointer] of [
      [{ meta: 10, google: -9.99 }, 'allocation-exceeds-total', '#/changes'],
      [{ meta: -50 }, 'amount-not-payable', '#/changes'],
      [{ meta: -0.001 }, 'amount-not-payable', '#/changes/meta'],
      [{ meta: 0 }, 'invalid-request', '#/changes/meta'],
      [{ orkut: 1 }, 'invalid-request', '#/changes'],
      [{}, 'invalid-request', '#/changes'],
    ] as const) {
      const { body } = await adjust(id, changes);
      expect([code, body.code, body.errors[0].pointer.startsWith(pointer)]).toEqual([code, code, true]);
    }
    const foreign = await adjust(id, { linkedin: 1 });
    expect(foreign.body).toMatchObject({ code: 'platform-not-in-orchestration', details: { platform: 'linkedin' } });
    const { body } = await adjust(id, { meta: -0.01 });
    expect(body.orchestration).toMatchObject({
      ...{ total_budget: 100, budget_allocation: { meta: 49.99, google: 30, tiktok: 20 }, revision: 1 },
    });
  });
});
