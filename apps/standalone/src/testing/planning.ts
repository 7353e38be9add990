import {
  type DeploymentPlanView,
  orchestrationAnswer,
  type Platform,
  type PlatformCallView,
  planAnswer,
  planOrWorkflowAnswer,
  platform,
  recommendationAnswer,
  restOperations,
  type WorkflowView,
} from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { adConfigFor, creativeFor } from '../demo/sandbox-ads.ts';
import { doneWorkflow, endedWorkflow } from './ended-workflow.ts';
import type { SandboxCall } from './sandbox-control.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** What the sandbox calls requests that only look. */
const looking: ReadonlySet<string> = new Set(['verify', 'list', 'read', 'report', 'token']);

const isChange = ({ operation, method }: SandboxCall): boolean =>
  operation === undefined ? method !== 'GET' : !looking.has(operation);

/** One after the other, each once as long as it lasts. */
const turnsIn = (operations: readonly string[]): readonly string[] =>
  operations.filter((each, index) => each !== operations[index - 1]);

/** What X calls a country is asked once, and kept: no operation counts it. */
const isLookUp = (path: string): boolean => path.includes('targeting_criteria/locations');

type Planned = DeploymentPlanView['platforms'][number]['calls'];

/** Operations that made more requests than were planned. */
const overruns = (requests: readonly string[], planned: Planned): readonly string[] =>
  [...Map.groupBy(planned, ({ operation }) => operation)].flatMap(([kind, calls]) => {
    const made = requests.filter((each) => each === kind).length;
    const most = calls.reduce((sum, call) => sum + (call.requests ?? 0), 0);
    return made <= most ? [] : [`${kind}: ${made} of ${most}`];
  });

/** Plans, the deployments that follow them, and what becomes of a budget and of left-overs afterwards. */
export const describePlanning = (running: () => SystemUnderTest): void => {
  let template: string;

  const details = async (path: string) => orchestrationAnswer.parse(await running().api.get(path)).orchestration;
  const ended = (workflowId: string) => endedWorkflow(running().api, workflowId);
  const done = (path: string, body?: unknown) => doneWorkflow(running().api, path, body);
  const planned = async (path: string, body?: unknown): Promise<DeploymentPlanView> => {
    const { plan, workflow } = planOrWorkflowAnswer.parse(await running().api.post(`${path}/plan`, body));
    if (plan !== null) return plan;
    await ended(workflow.workflow_id);
    return planAnswer.parse(await running().api.get(`${path}/plan`)).plan;
  };
  const draftOn = async (platforms: readonly Platform[], name: string, total_budget: number): Promise<string> => {
    const { orchestration } = orchestrationAnswer.parse(
      await running().api.post('/from-template', {
        ...{ template_id: template, name, total_budget, duration_days: 30, platforms },
        platform_config: adConfigFor(platforms),
        creatives: ['Hero A', 'Hero B'].map((each) => creativeFor(each, platforms)),
      }),
    );
    return `/${orchestration.orchestration_id}`;
  };
  const callsOf = async (path: string, workflowId: string): Promise<readonly PlatformCallView[]> => {
    const answer = await running().api.get(`${path}/calls?limit=200`);
    const { calls } = restOperations.listPlatformCalls.response.parse(answer);
    return calls.filter((call) => call.workflow_id === workflowId).toReversed();
  };
  /** Requests that changed something on any platform. */
  const changes = async () => (await running().sandbox.calls()).filter(isChange);
  /** As a person would on the connections' page, whatever uses it. */
  const disconnect = async (connectionId: string): Promise<void> => {
    const { apiUrl, token } = running();
    const answer = await fetch(`${apiUrl}/api/orchestration/connections/${connectionId}?force=true`, {
      ...{ method: 'DELETE', headers: { authorization: `Bearer ${token}` } },
    });
    expect([200, 202, 204]).toContain(answer.status);
  };

  beforeAll(async () => {
    const created = restOperations.createTemplate.response.parse(
      await running().api.post('/templates', {
        ...{ name: 'Planned', category: 'consideration', objective: 'traffic', platforms: platform.options },
        base_config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
        budget_template: { distribution: 'equal' },
      }),
    );
    template = created.template.template_id;
  });

  describe('A campaign on six platforms that is planned before it is deployed', () => {
    let path: string;
    let plan: DeploymentPlanView;
    let deployment: WorkflowView;
    /** The requests that the platforms had for it. */
    let received: readonly SandboxCall[];
    const of = (on: Platform) => plan.platforms.find((each) => each.platform === on);

    it('has a plan with the calls and the lines of each, and nothing is made', async () => {
      path = await draftOn(platform.options, 'Planned everywhere', 50_000);
      const before = await changes();
      plan = await planned(path);
      expect(await changes()).toEqual(before);
      expect(plan).toMatchObject({ is_deployable: true, is_current: true, findings: [] });
      expect(plan.platforms.map((each) => each.platform).toSorted()).toEqual(platform.options.toSorted());
      for (const { platform: on, calls, lines, findings } of plan.platforms) {
        expect([on, findings, lines.length > 0]).toEqual([on, [], true]);
        expect([on, ...calls.map(({ operation, makes }) => `${operation} ${makes?.name ?? ''}`.trim())]).toEqual([
          ...[on, 'verify-account', 'create-campaign Planned everywhere', 'create-ad-group Planned everywhere'],
          ...['create-ad Hero A', 'create-ad Hero B', 'push-settings', 'activate-campaign'],
        ]);
        expect([on, calls.filter(({ requests }) => requests === null)]).toEqual([on, []]);
      }
    }, 45_000);

    it('is deployed with the hash of the plan, by the operations that it shows, in their order', async () => {
      const before = (await running().sandbox.calls()).length;
      deployment = await done(`${path}/deploy`, { plan_hash: plan.hash });
      expect(deployment.status).toBe('completed');
      received = (await running().sandbox.calls()).slice(before);
      for (const on of platform.options) {
        const made = deployment.operations.filter((each) => each.platform === on);
        const inOrder = made.toSorted((a, b) => Date.parse(a.started_at ?? '') - Date.parse(b.started_at ?? ''));
        expect([on, ...inOrder.map(({ step, kind }) => `${step} ${kind}`)]).toEqual([
          on,
          ...(of(on)?.calls ?? []).map(({ step, operation }) => `${step} ${operation}`),
        ]);
      }
    }, 45_000);

    it('asked each platform for just that: the requests came in the order of the plan, and no more than it counts', async () => {
      await eventually(async () => {
        const calls = await callsOf(path, deployment.workflow_id);
        for (const on of platform.options) {
          const made = calls.filter((each) => each.platform === on);
          expect([on, ...made.map(({ method }) => method)]).toEqual([
            ...[on, ...received.filter((each) => each.platform === on).map(({ method }) => method)],
          ]);
          const requests = made.filter(({ path: at }) => !isLookUp(at)).map(({ operation }) => operation);
          // What a platform needs no request for leaves no trace there; LinkedIn’s ad group is its campaign.
          const shown = (of(on)?.calls ?? []).filter((call) => call.requests !== 0);
          expect([on, ...turnsIn(requests)]).toEqual([on, ...turnsIn(shown.map(({ operation }) => operation))]);
          expect([on, ...overruns(requests, shown)]).toEqual([on]);
        }
      });
    }, 30_000);

    it('has nothing left to plan', async () => {
      await expect(planned(path)).rejects.toMatchObject({ code: 'illegal-transition' });
    });
  });

  describe('A plan that does not hold any more', () => {
    it('does not let a deployment through, and says what has changed', async () => {
      const path = await draftOn(['meta', 'google'], 'Changed my mind', 4_000);
      const { hash } = await planned(path);
      await running().api.put(`${path}/budget`, {
        ...{ total_budget: 5_000, budget_allocation: { meta: 3_000, google: 2_000 } },
      });
      const { apiUrl, token } = running();
      const refused = await fetch(`${apiUrl}/api/orchestration${path}/deploy`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ plan_hash: hash }),
      });
      expect([refused.status, await refused.json()]).toMatchObject([
        409,
        {
          code: 'plan-changed',
          details: { differences: [{ field: 'platforms.meta.budget.amount', before: 2_000, after: 3_000 }] },
        },
      ]);
      expect(await details(path)).toMatchObject({ status: 'draft' });
      const again = await planned(path);
      expect(await done(`${path}/deploy`, { plan_hash: again.hash })).toMatchObject({ status: 'completed' });
    }, 60_000);
  });

  describe('A plan with something in its way', () => {
    it('names what a platform does not support, and lets it through once that is accepted', async () => {
      const { orchestration } = orchestrationAnswer.parse(
        await running().api.post('/from-template', {
          ...{ template_id: template, name: 'Shoes', total_budget: 3_000, platforms: ['tiktok'] },
          ...{ platform_config: adConfigFor(['tiktok']), creatives: [creativeFor('Hero A', ['tiktok'])] },
          config: { targeting: { shoe_size: 43 } },
        }),
      );
      const path = `/${orchestration.orchestration_id}`;
      const [refused] = (await planned(path)).platforms;
      expect(refused?.findings).toMatchObject([{ code: 'unsupported', message: expect.stringContaining('shoe_size') }]);
      const accepted = await planned(path, { accept: ['tiktok:targeting.shoe_size'] });
      expect(accepted).toMatchObject({ is_deployable: true, platforms: [{ warnings: [{ code: 'left-out' }] }] });
    }, 30_000);

    it('names a budget that the platform would refuse, which a deployment finds out before anything is made', async () => {
      const path = await draftOn(['meta', 'tiktok'], 'Pocket money', 80);
      const before = await changes();
      const { platforms, is_deployable } = await planned(path);
      const found = platforms.map((each) => [each.platform, ...each.findings.map(({ code }) => code)]);
      expect([found, is_deployable]).toEqual([[['meta'], ['tiktok', 'budget-too-small']], false]);
      const deployment = await done(`${path}/deploy`);
      expect(deployment.error_message).toContain('takes no budget below 50.00 USD');
      expect(await changes()).toEqual(before);
    }, 45_000);
  });

  describe('An optimization', () => {
    it('splits the same budget by what came back, as it recommends, on the platforms too', async () => {
      const path = await draftOn(['meta', 'google', 'snapchat'], 'Optimised', 30_000);
      await done(`${path}/deploy`);
      // Of a few days nothing else would be likely enough to be better.
      await running().api.put(`${path}/budget-limits`, { meta: { most: 9_500 } });
      const { recommendation } = await eventually(
        async () => {
          const run = await done(`${path}/optimize`, { since_days: 30 });
          expect(run).toMatchObject({ workflow_type: 'optimization', status: 'completed', total_steps: 3 });
          const { reasons } = run.recommendation as { reasons: { before: number; after: number }[] };
          expect(reasons.some(({ before, after }) => before !== after)).toBe(true);
          return run;
        },
        { timeoutMs: 45_000, everyMs: 500 },
      );
      expect(recommendation).not.toBeNull();
      expect(await details(path)).toMatchObject({
        budget_allocation: { meta: 10_000, google: 10_000, snapchat: 10_000 },
      });
      const applied = await done(`${path}/optimize`, { apply: true, since_days: 30, most_change_percent: 10 });
      expect(applied).toMatchObject({ status: 'completed', total_steps: 4 });
      const { budget_allocation: recommended } = applied.recommendation as Readonly<Record<string, unknown>>;
      await eventually(async () => {
        const { budget_allocation, total_budget } = await details(path);
        expect(budget_allocation).toEqual(recommended);
        expect(Object.values(budget_allocation).every((part) => part >= 9_000 && part <= 11_000)).toBe(true);
        const cents = Object.values(budget_allocation).map((part) => Math.round(part * 100));
        expect(cents.reduce((sum, part) => sum + part, 0)).toBe(total_budget * 100);
      });
      await eventually(
        async () => {
          const answer = await running().api.get(`${path}/sync-logs?limit=50`);
          const { sync_logs } = restOperations.listSyncLogs.response.parse(answer);
          expect(
            sync_logs.filter(({ trigger, status }) => trigger === 'budget' && status === 'completed'),
          ).toHaveLength(3);
        },
        { timeoutMs: 20_000, everyMs: 100 },
      );
      await running().api.put(`${path}/budget-limits`, { meta: { most: 9_000 } });
      await eventually(() => done(`${path}/optimize`, { since_days: 30 }), { timeoutMs: 20_000, everyMs: 500 });
      const listed = await running().api.get(`${path}/recommendations?state=proposed&limit=1`);
      const [shown] = restOperations.listOrchestrationRecommendations.response.parse(listed).recommendations;
      const address = `/recommendations/${shown?.recommendation_id}`;
      await running().api.post(`${address}/approve`, { hash: shown?.hash });
      await eventually(async () => {
        const { recommendation: approved } = recommendationAnswer.parse(await running().api.get(address));
        expect(approved.state).toBe('applied');
        const { budget_allocation } = await details(path);
        expect(budget_allocation).toEqual(
          Object.fromEntries(approved.parts.map(({ platform, after }) => [platform, after])),
        );
        expect(budget_allocation.meta).toBeLessThanOrEqual(9_000);
      });
    }, 120_000);
  });

  describe('What a deployment leaves behind', () => {
    it('is removed by a clean-up, once the platform lets it', async () => {
      const path = await draftOn(['meta', 'snapchat'], 'Left behind', 4_000);
      await running().sandbox.setFaults([
        { platform: 'snapchat', operation: 'create', kind: 'validation', probability: 1 },
        { platform: 'meta', operation: 'delete', kind: 'validation', probability: 1 },
      ]);
      const deployment = await done(`${path}/deploy`);
      expect(deployment.status).toBe('partially_compensated');
      await running().sandbox.setFaults([]);
      const left = (await details(path)).mappings.find((each) => each.platform === 'meta')?.platform_campaign_id;
      const there = async () => (await running().sandbox.campaigns()).some(({ id }) => id === left);
      expect([left === null, await there()]).toEqual([false, true]);
      expect(await done(`${path}/clean-up`)).toMatchObject({ status: 'completed', goal: 'clean_up' });
      expect(await there()).toBe(false);
      const { mappings } = await details(path);
      expect(mappings.map(({ platform_campaign_id }) => platform_campaign_id)).toEqual([null, null]);
      await expect(running().api.post(`${path}/clean-up`)).rejects.toMatchObject({ code: 'nothing-to-clean-up' });
    }, 60_000);
  });

  // Last: the connection is gone afterwards.
  describe('A plan with a suspended connection', () => {
    it('says so of that platform alone, and changes nothing anywhere', async () => {
      const path = await draftOn(['meta', 'google'], 'Without access', 4_000);
      const { mappings } = await details(path);
      const connection = mappings.find((each) => each.platform === 'google')?.connection_id ?? '';
      await disconnect(connection);
      const before = await changes();
      const plan = await planned(path);
      expect(await changes()).toEqual(before);
      expect(plan.is_deployable).toBe(false);
      const codes = plan.platforms.map((each) => [each.platform, ...each.findings.map(({ code }) => code)]);
      expect(codes).toEqual([['meta'], ['google', 'connection-suspended', 'no-credentials']]);
    }, 45_000);
  });
};
