import { orchestrationAnswer, type Platform, restOperations, templatesAnswer } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { doneWorkflow } from './ended-workflow.ts';
import type { SystemUnderTest } from './system-under-test.ts';

type Parts = Readonly<Partial<Record<Platform, number>>>;

/** What comes back for a unit of spend in the sandbox, at first: about 3.5 on Google, 2.9 on Meta, 2.1 on TikTok. */
const drafted: Parts = { meta: 20_000, google: 17_500, tiktok: 12_500 };

const total = (parts: Parts): number => Object.values(parts).reduce((sum, part) => sum + Math.round(part * 100), 0);

/**
 * The second half of the specification's first use case: every morning the budget goes to where most comes back. It takes some
 * days, in which `meanwhile` is tested.
 */
export const describeDailyOptimisation = (running: () => SystemUnderTest, meanwhile: () => void): void => {
  let path: string;

  const details = async () => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const optimizations = async () =>
    restOperations.listWorkflows.response
      .parse(await running().api.get(`${path}/workflows?limit=200`))
      .workflows.filter((run) => run.workflow_type === 'optimization' && run.status === 'completed');

  describe('A product launch that is optimised every day', () => {
    beforeAll(async () => {
      const { templates } = templatesAnswer.parse(await running().api.get('/templates?category=conversion'));
      const template = templates.find(({ name }) => name === 'Product Launch - Conversion');
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template?.template_id, name: 'Optimised launch', total_budget: 50_000 },
          ...{ duration_days: 30, sync_strategy: 'auto', sync_frequency_minutes: 60 },
        }),
      );
      path = `/${orchestration.orchestration_id}`;
      expect(orchestration.budget_allocation).toEqual(drafted);
    }, 30_000);

    it('goes live with a rule that moves its budget each morning', async () => {
      const deployment = await doneWorkflow(running().api, `${path}/deploy`);
      expect(deployment).toMatchObject({ status: 'completed', error_message: null });
      const { rule } = restOperations.createRule.response.parse(
        await running().api.post('/rules', {
          ...{ name: 'Every morning', rule_type: 'budget_reallocation', orchestration_id: path.slice(1) },
          parameters: { cron: '0 12 * * *', most_change_percent: 20, last_days: 14 },
        }),
      );
      expect(rule).toMatchObject({ enabled: true, trigger: 'schedule' });
    }, 60_000);

    meanwhile();

    it('has its budget moved to where most comes back, to the cent, on the platforms too', async () => {
      const moved = await eventually(
        async () => {
          const { budget_allocation } = await details();
          expect(budget_allocation.tiktok).toBeLessThan(drafted.tiktok ?? 0);
          return budget_allocation;
        },
        { timeoutMs: 120_000, everyMs: 500 },
      );
      expect(total(moved)).toBe(5_000_000);
      const [run] = await optimizations();
      expect(run?.recommendation).toMatchObject({ reasons: expect.any(Array) });
      await eventually(
        async () => {
          const { budget_allocation } = await details();
          const campaigns = await running().sandbox.campaigns();
          const meta = campaigns.find(({ name, platform }) => platform === 'meta' && name.startsWith('Optimised'));
          expect(meta?.budget.micros).toBe(Math.round((budget_allocation.meta ?? 0) * 100) * 10_000);
        },
        { timeoutMs: 30_000, everyMs: 250 },
      );
    }, 180_000);
  });
};
