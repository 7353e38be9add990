import {
  orchestrationAnswer,
  performanceAnswer,
  restOperations,
  templatesAnswer,
  type WorkflowView,
} from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { startWorkflow } from '../demo/start-workflow.ts';
import { endedWorkflow } from './ended-workflow.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** Business time has to run this many times as fast: 15 minutes between two syncs are 3 s then. */
export const launchClockSpeed = 300;

/** The specification's first use case from draft to end, on a sandbox that nobody has called yet. */
export const describeProductLaunch = (running: () => SystemUnderTest): void => {
  let system: SystemUnderTest;
  let path: string;

  const details = async () => orchestrationAnswer.parse(await system.api.get(path)).orchestration;
  const performance = async () => performanceAnswer.parse(await system.api.get(`${path}/performance`)).performance;
  const syncLogs = async () =>
    restOperations.listSyncLogs.response.parse(await system.api.get(`${path}/sync-logs`)).sync_logs;
  const done = async (action: string, body?: unknown): Promise<WorkflowView> => {
    const { workflow_id } = await startWorkflow(system.api, `${path}/${action}`, body);
    return endedWorkflow(system.api, workflow_id, 20_000);
  };
  const statusesOf = async () =>
    Object.fromEntries((await system.sandbox.campaigns()).map(({ platform, status }) => [platform, status]));

  describe('A product launch on Meta, Google and TikTok', () => {
    beforeAll(() => {
      system = running();
    });

    it('is drafted from the template with 50,000 split 40 : 35 : 25 for 30 days', async () => {
      const { templates } = templatesAnswer.parse(await system.api.get('/templates?category=conversion'));
      const template = templates.find(({ name }) => name === 'Product Launch - Conversion');
      const { orchestration } = orchestrationAnswer.parse(
        await system.api.post('/from-template', {
          template_id: template?.template_id,
          name: 'Product launch',
          total_budget: 50_000,
          duration_days: 30,
          sync_strategy: 'auto',
          sync_frequency_minutes: 15,
        }),
      );
      path = `/${orchestration.orchestration_id}`;
      expect(orchestration).toMatchObject({
        status: 'draft',
        budget_allocation: { meta: 20_000, google: 17_500, tiktok: 12_500 },
        ...{ platform_count: 3, active_platform_count: 0, duration_days: 30 },
        ...{ sync_strategy: 'auto', sync_frequency_minutes: 15 },
      });
      expect(orchestration.mappings.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
      expect(await system.sandbox.campaigns()).toEqual([]);
    });

    it('goes live on all three in four steps, paused until the last', async () => {
      const workflow = await done('deploy');
      expect(workflow).toMatchObject({ workflow_type: 'creation', status: 'completed', progress: 100, total_steps: 4 });
      expect(workflow.duration_seconds).toBeGreaterThan(0);
      const steps = workflow.steps as unknown as readonly Readonly<{ name: string; status: string }>[];
      expect(steps.map(({ name, status }) => [name, status])).toEqual([
        ['validate_configuration', 'completed'],
        ['create_platform_campaigns', 'completed'],
        ['sync_settings', 'completed'],
        ['activate_campaigns', 'completed'],
      ]);
      const calls = await system.sandbox.calls();
      const changing = calls.flatMap(({ operation }) =>
        operation === 'create' || operation === 'resume' ? [operation] : [],
      );
      expect(changing).toEqual(['create', 'create', 'create', 'resume', 'resume', 'resume']);
      expect(await statusesOf()).toEqual({ meta: 'active', google: 'active', tiktok: 'active' });
      expect(await details()).toMatchObject({ status: 'active', platform_count: 3, active_platform_count: 3 });
    });

    it('syncs itself every 15 minutes and collects results', async () => {
      await eventually(
        async () => {
          const { workflows } = restOperations.listWorkflows.response.parse(await system.api.get(`${path}/workflows`));
          const syncs = workflows.filter(
            ({ workflow_type, status, requested_by }) =>
              workflow_type === 'sync' && status === 'completed' && requested_by !== 'demo-user',
          );
          expect(syncs.length).toBeGreaterThanOrEqual(2);
          expect((await performance()).total_spend).toBeGreaterThan(0);
        },
        { timeoutMs: 30_000, everyMs: 200 },
      );
      const sync_logs = await syncLogs();
      expect(new Set(sync_logs.map(({ platform }) => platform))).toEqual(new Set(['meta', 'google', 'tiktok']));
      expect(sync_logs.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(sync_logs.find(({ status }) => status === 'completed')).toMatchObject({
        trigger: 'auto',
        sync_type: 'full',
      });
    }, 40_000);

    it('has results that add up over the platforms', async () => {
      expect(await done('sync', { sync_type: 'performance' })).toMatchObject({ status: 'completed' });
      const { platform_performance: rows, ...total } = await performance();
      const cents = (pick: (row: (typeof rows)[number]) => number): number =>
        rows.reduce((sum, row) => sum + Math.round(pick(row) * 100), 0) / 100;
      expect(rows.map(({ platform, status }) => [platform, status])).toEqual([
        ['meta', 'active'],
        ['google', 'active'],
        ['tiktok', 'active'],
      ]);
      expect(total).toMatchObject({
        total_spend: cents(({ spend }) => spend),
        total_revenue: cents(({ revenue }) => revenue),
        total_impressions: cents(({ impressions }) => impressions),
        total_clicks: cents(({ clicks }) => clicks),
        total_conversions: cents(({ conversions }) => conversions),
        currency: 'USD',
      });
      const rounded = (value: number): number => Math.round(value * 100) / 100;
      expect(total.roas).toBe(rounded(total.total_revenue / total.total_spend));
      expect(total.ctr).toBe(rounded((100 * total.total_clicks) / total.total_impressions));
      expect(total.budget_utilization).toBe(rounded((100 * total.total_spend) / 50_000));
      for (const row of rows) {
        expect(row.spend).toBeGreaterThan(0);
        expect(row.roas).toBe(rounded(row.revenue / row.spend));
        expect(row.cpa).toBe(row.conversions === 0 ? 0 : rounded(row.spend / row.conversions));
      }
      expect(total.total_spend).toBeLessThanOrEqual(50_000);
    });

    it('takes the specification’s new budget to every platform', async () => {
      const before = new Map(
        (await system.sandbox.campaigns()).map(({ platform, budget }) => [platform, budget.micros]),
      );
      await system.api.put(`${path}/budget`, {
        total_budget: 15000,
        budget_allocation: { meta: 7500, google: 4500, tiktok: 3000 },
      });
      await eventually(
        async () => {
          const sync_logs = await syncLogs();
          const pushed = sync_logs.filter(({ trigger, status }) => trigger === 'budget' && status === 'completed');
          expect(pushed).toHaveLength(3);
          for (const { changes_applied } of pushed) expect(JSON.stringify(changes_applied)).toContain('budget');
        },
        { timeoutMs: 20_000, everyMs: 100 },
      );
      for (const { platform, budget } of await system.sandbox.campaigns()) {
        expect([platform, budget.micros < (before.get(platform) ?? 0)]).toEqual([platform, true]);
      }
      expect(await details()).toMatchObject({
        total_budget: 15_000,
        budget_allocation: { meta: 7_500, google: 4_500, tiktok: 3_000 },
      });
    }, 30_000);

    it('is paused and resumed on all platforms, and completed for good', async () => {
      expect(await done('pause')).toMatchObject({ workflow_type: 'deactivation', status: 'completed' });
      expect(await statusesOf()).toEqual({ meta: 'paused', google: 'paused', tiktok: 'paused' });
      expect(await details()).toMatchObject({ status: 'paused', active_platform_count: 0 });

      expect(await done('resume')).toMatchObject({ workflow_type: 'activation', status: 'completed' });
      expect(await statusesOf()).toEqual({ meta: 'active', google: 'active', tiktok: 'active' });
      expect(await details()).toMatchObject({ status: 'active', active_platform_count: 3 });

      expect(await done('complete')).toMatchObject({ status: 'completed' });
      expect(await statusesOf()).toEqual({ meta: 'paused', google: 'paused', tiktok: 'paused' });
      expect(await details()).toMatchObject({ status: 'completed', active_platform_count: 0 });
    }, 30_000);
  });
};
