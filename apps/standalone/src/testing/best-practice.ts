import {
  orchestrationAnswer,
  type Platform,
  performanceAnswer,
  planAnswer,
  planOrWorkflowAnswer,
  restOperations,
} from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { adConfigFor, creativeFor } from '../demo/sandbox-ads.ts';
import { doneWorkflow, endedWorkflow } from './ended-workflow.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const platforms = ['meta', 'tiktok'] as const satisfies readonly Platform[];

/**
 * What the specification recommends: looked through as a draft, two creatives tried on each platform, and told before the money is
 * gone. It takes some days, in which `meanwhile` is tested.
 */
export const describeBestPractice = (running: () => SystemUnderTest, meanwhile: () => void): void => {
  let path: string;

  const alerts = async () =>
    restOperations.listOrchestrationAlerts.response.parse(
      await running().api.get(`${path}/alerts?kind=budget_threshold&limit=50`),
    ).alerts;

  describe('A campaign by the book', () => {
    beforeAll(async () => {
      const { template } = restOperations.createTemplate.response.parse(
        await running().api.post('/templates', {
          ...{ name: 'By the book', category: 'consideration', objective: 'traffic', platforms },
          base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
          budget_template: { distribution: 'equal' },
        }),
      );
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template.template_id, name: 'By the book', total_budget: 12_000, duration_days: 6 },
          ...{ sync_strategy: 'auto', sync_frequency_minutes: 120, platform_config: adConfigFor(platforms) },
          creatives: platforms.flatMap((platform) =>
            ['A', 'B'].map((version) => ({
              ...creativeFor(`${platform} ${version}`, [platform]),
              platforms: [platform],
            })),
          ),
        }),
      );
      path = `/${orchestration.orchestration_id}`;
    }, 30_000);

    it('is looked through as a draft, without anything being made, and goes live as it was planned', async () => {
      const before = (await running().sandbox.campaigns()).length;
      const planned = planOrWorkflowAnswer.parse(await running().api.post(`${path}/plan`));
      if (planned.plan === null) await endedWorkflow(running().api, planned.workflow.workflow_id);
      const { plan } = planAnswer.parse(await running().api.get(`${path}/plan`));
      expect(plan).toMatchObject({ is_deployable: true, findings: [] });
      expect(await running().sandbox.campaigns()).toHaveLength(before);
      const deployment = await doneWorkflow(running().api, `${path}/deploy`, { plan_hash: plan.hash });
      expect(deployment).toMatchObject({ status: 'completed', error_message: null });
      expect(await alerts()).toEqual([]);
    }, 60_000);

    meanwhile();

    it('has told once at each share of its budget that was spent', async () => {
      const told = await eventually(
        async () => {
          const found = await alerts();
          expect(found.length).toBeGreaterThanOrEqual(2);
          return found;
        },
        { timeoutMs: 90_000, everyMs: 500 },
      );
      const thresholds = told.map(({ threshold }) => threshold ?? 0).toSorted((a, b) => a - b);
      expect(thresholds).toEqual([75, 90, 100].slice(0, thresholds.length));
      for (const { threshold, values, episode } of told) {
        expect([threshold, episode]).toEqual([threshold, 1]);
        expect(values).toMatchObject({ budget: 12_000 });
      }
      const { performance } = performanceAnswer.parse(await running().api.get(`${path}/performance`));
      expect(performance.total_spend).toBeLessThanOrEqual(12_000);
    }, 120_000);

    it('knows of each platform which of its creatives did better', async () => {
      const answer = restOperations.listCreatives.response.parse(await running().api.get(`${path}/creatives`));
      for (const platform of platforms) {
        const tried = answer.creatives.flatMap(({ platforms: on }) => on.filter((each) => each.platform === platform));
        expect([platform, tried.length]).toEqual([platform, 2]);
        const chances = tried.map(({ probability_best: chance }) => chance ?? 0);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 1);
        for (const { impressions, clicks } of tried) expect([impressions > 0, clicks > 0]).toEqual([true, true]);
      }
    }, 30_000);
  });
};
