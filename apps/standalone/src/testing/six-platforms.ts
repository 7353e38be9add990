import {
  orchestrationAnswer,
  performanceAnswer,
  platform,
  restOperations,
  type WorkflowView,
  workflowAnswer,
} from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import type { SystemUnderTest } from './system-under-test.ts';

const everywhere = [...platform.options].toSorted();

/** One campaign on every platform that there is, from its template to its pause. */
export const describeSixPlatforms = (running: () => SystemUnderTest): void => {
  let path: string;
  let mine: ReadonlySet<string>;

  const details = async () => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const done = async (action: string, body?: unknown): Promise<WorkflowView> => {
    const { workflow } = workflowAnswer.parse(await running().api.post(`${path}/${action}`, body));
    return eventually(
      async () => {
        const seen = workflowAnswer.parse(await running().api.get(`/workflows/${workflow.workflow_id}`)).workflow;
        expect(['completed', 'failed']).toContain(seen.status);
        return seen;
      },
      { timeoutMs: 30_000, everyMs: 50 },
    );
  };
  const campaigns = async () => {
    const all = (await running().sandbox.campaigns()).filter(({ id }) => mine.has(id));
    return all.toSorted((a, b) => a.platform.localeCompare(b.platform));
  };

  describe('A campaign on Meta, Google, TikTok, LinkedIn, X and Snapchat', () => {
    it('is drafted from one template, with its budget split to the cent', async () => {
      const { template } = restOperations.createTemplate.response.parse(
        await running().api.post('/templates', {
          name: 'Everywhere',
          category: 'consideration',
          objective: 'traffic',
          platforms: platform.options,
          base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
          budget_template: { distribution: 'equal' },
        }),
      );
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template.template_id, name: 'Everywhere', total_budget: 50_000, duration_days: 30 },
        }),
      );
      path = `/${orchestration.orchestration_id}`;
      const shares = Object.values(orchestration.budget_allocation);
      expect(shares).toHaveLength(6);
      expect(shares.reduce((sum, share) => sum + Math.round(share * 100), 0)).toBe(5_000_000);
    });

    it('goes live on all six', async () => {
      expect(await done('deploy')).toMatchObject({ status: 'completed', progress: 100 });
      const { mappings, status } = await details();
      expect(status).toBe('active');
      mine = new Set(mappings.map(({ platform_campaign_id }) => `${platform_campaign_id}`));
      expect((await campaigns()).map(({ platform: on, status: is }) => [on, is])).toEqual(
        everywhere.map((each) => [each, 'active']),
      );
    }, 45_000);

    it('tells each request that was made to the platforms for it', async () => {
      await eventually(async () => {
        const { calls } = restOperations.listPlatformCalls.response.parse(
          await running().api.get(`${path}/calls?limit=100`),
        );
        const created = calls.filter(({ operation }) => operation === 'create-campaign');
        expect([...new Set(created.map(({ platform: on }) => on))].toSorted()).toEqual(everywhere);
        for (const { status, duration_ms: ms } of created)
          expect([status, ms >= 0]).toEqual([expect.any(Number), true]);
      });
    });

    it('collects what each of them spends', async () => {
      await eventually(
        async () => {
          expect(await done('sync', { sync_type: 'performance' })).toMatchObject({ status: 'completed' });
          const { performance } = performanceAnswer.parse(await running().api.get(`${path}/performance`));
          const spending = performance.platform_performance.filter(({ spend }) => spend > 0);
          expect(spending.map((row) => row.platform).toSorted()).toEqual(everywhere);
        },
        { timeoutMs: 30_000, everyMs: 300 },
      );
    }, 60_000);

    it('takes a new budget to all six', async () => {
      const before = await campaigns();
      await running().api.put(`${path}/budget`, { total_budget: 80_000 });
      await eventually(
        async () => {
          const after = await campaigns();
          expect(after.map(({ budget }, index) => budget.micros > (before[index]?.budget.micros ?? 0))).toEqual(
            everywhere.map(() => true),
          );
        },
        { timeoutMs: 20_000, everyMs: 100 },
      );
    }, 30_000);

    it('is paused on all six', async () => {
      expect(await done('pause')).toMatchObject({ status: 'completed' });
      expect((await campaigns()).map(({ status }) => status)).toEqual(everywhere.map(() => 'paused'));
    }, 45_000);
  });
};
