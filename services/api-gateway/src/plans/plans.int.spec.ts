import { randomUUID } from 'node:crypto';
import {
  connectionCodec,
  type OperationResult,
  type OrchestrationEvent,
  orchestrationCodec,
  type PlanLine,
  type Platform,
  restOperations,
  type WorkflowEvent,
  workflowCodec,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import { campaignWorkflow, connectionDecider, plainResult, type WorkflowInput } from '@campaigns/domain';
import { commandHandler, fold, toAppend } from '@campaigns/event-sourcing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from '../testing/scenario.ts';
import { envelope, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

type Verified = Extract<OperationResult, { kind: 'verify-account' }>;
type Request = Extract<OrchestrationEvent, { type: 'PlanRequested' }>['data'];
type Said = Partial<Record<Platform, Partial<Verified>>>;

/** The run of a plan as orchestrator and sync-worker would carry it out. */
const runOf = (request: Request, said: Said): readonly WorkflowEvent[] => {
  const at = new Date().toISOString();
  let events: readonly WorkflowEvent[] = [];
  const hear = (input: WorkflowInput): void => {
    events = [...events, ...campaignWorkflow.decide(input, fold(campaignWorkflow, events))];
  };
  hear({ type: 'PlanRequested', data: request, at });
  for (const event of events) {
    if (event.type !== 'OperationRequested') continue;
    const { task, step: _, deadline: __, at: ___, ...context } = event.data;
    const plain = plainResult(task) as Verified;
    const preview = { remarks: [], requests: [{ kind: 'create-campaign' as const, creativeId: null, requests: 2 }] };
    const result = { ...plain, plan: [], preview, ...said[context.platform] };
    hear({ type: 'OperationSucceeded', data: { ...context, result }, at });
  }
  return events;
};

let stopAnswering: () => Promise<void> = async () => undefined;
afterEach(() => stopAnswering());

/** From now on the platforms answer every plan that is asked for. */
const platformsSay = async (said: Said = {}): Promise<void> => {
  await stopAnswering();
  const stopping = new AbortController();
  const head = await api.store.head();
  const follow = async (): Promise<void> => {
    for await (const batch of api.store.follow(head, 100, stopping.signal)) {
      for (const stored of batch) {
        if (stored.type !== 'PlanRequested') continue;
        const event = orchestrationCodec.decode(stored);
        if (event.type !== 'PlanRequested') continue;
        const events = toAppend(runOf(event.data, said), workflowCodec, envelope(stored.metadata.orgId));
        await api.store.append(`workflow-${event.data.workflowId}`, 'no-stream', events);
      }
    }
  };
  const ended = follow();
  stopAnswering = async () => {
    stopping.abort();
    await ended;
  };
};

const unsupported: PlanLine = {
  ...{ level: 'ad_group', name: 'targeting.age', verdict: 'unsupported', reason: 'knows no ages' },
};

describe('The plan of a deployment', () => {
  it('shows each platform’s calls in order, with what they make and cost, and makes nothing', async () => {
    await platformsSay();
    const { operator, viewer, draft } = await organisation(api);
    const { orchestration_id: id, revision } = await draft({ name: 'Winter' });
    const answer = await operator('POST', `${prefix}/${id}/plan`);
    expect(answer.status).toBe(200);
    const { plan, workflow } = restOperations.planOrchestration.response.parse(answer.body);
    expect(workflow).toMatchObject({ goal: 'plan', workflow_id: plan?.workflow_id });
    expect(answer.headers.get('location')).toBe(`${prefix}/${id}/workflows/${plan?.workflow_id}`);
    expect(plan).toMatchObject({
      ...{ orchestration_id: id, valid_for: revision, is_current: true, is_deployable: true, requested_by: 'otto' },
      ...{ failure_policy: 'rollback', accepted: [], findings: [], warnings: [] },
    });
    expect(plan?.platforms.map(({ platform, allocated_budget }) => [platform, allocated_budget])).toEqual([
      ['meta', 5_000],
      ['google', 3_000],
      ['tiktok', 2_000],
    ]);
    expect(plan?.platforms[0]?.calls).toEqual([
      { step: 'validate_configuration', operation: 'verify-account', makes: null, requests: null },
      {
        ...{ step: 'create_platform_campaigns', operation: 'create-campaign', requests: 2 },
        makes: { level: 'campaign', name: 'Winter' },
      },
      { step: 'sync_settings', operation: 'push-settings', makes: null, requests: null },
      { step: 'activate_campaigns', operation: 'activate-campaign', makes: null, requests: null },
    ]);
    const shown = await viewer('GET', `${prefix}/${id}/plan`);
    expect(restOperations.getPlan.response.parse(shown.body).plan).toEqual(plan);
    expect((await viewer('GET', `${prefix}/${id}`)).body.orchestration).toMatchObject({ status: 'draft' });
  });

  it('says what stands in the way on which platform, and is made all the same', async () => {
    await platformsSay({
      meta: { plan: [unsupported] },
      google: { preview: { requests: [], remarks: [{ isBlocking: true, code: 'budget-too-small', message: 'no' }] } },
    });
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const { body } = await operator('POST', `${prefix}/${id}/plan`);
    const codes = body.plan.platforms.map((each: { platform: string; findings: { code: string }[] }) => [
      each.platform,
      ...each.findings.map(({ code }) => code),
    ]);
    expect(codes).toEqual([['meta', 'unsupported'], ['google', 'budget-too-small'], ['tiktok']]);
    expect(body.plan.is_deployable).toBe(false);
    expect(body.plan.platforms[0].lines).toEqual([unsupported]);

    const going = await operator('POST', `${prefix}/${id}/plan`, { body: { accept: ['meta:targeting.age'] } });
    expect(going.body.plan).toMatchObject({ accepted: ['meta:targeting.age'] });
    expect(going.body.plan.hash).not.toBe(body.plan.hash);
    expect(going.body.plan.platforms[0]).toMatchObject({ findings: [], warnings: [{ code: 'left-out' }] });
  });

  it('finds what a deployment would be refused for, as it stands then', async () => {
    await platformsSay();
    const { admin, operator } = await organisation(api);
    const needing = {
      ...exampleTemplate,
      creative_requirements: { meta: { min_creatives: 2 }, tiktok: { min_creatives: 1 } },
    };
    const { template_id } = (await admin('POST', `${prefix}/templates`, { body: needing })).body.template;
    const drafted = await operator('POST', `${prefix}/from-template`, {
      body: { template_id, name: 'Without creatives', total_budget: 100 },
    });
    const { orchestration_id: id } = drafted.body.orchestration;
    const { body } = await operator('POST', `${prefix}/${id}/plan`);
    const found = body.plan.platforms.map(({ findings }: { findings: { code: string }[] }) => findings.length);
    expect([found, body.plan.is_deployable]).toEqual([[1, 0, 1], false]);
    expect(body.plan.platforms[0].findings[0].code).toBe('creative-requirements-unmet');
    const refused = await operator('POST', `${prefix}/${id}/deploy`);
    expect(refused.body.code).toBe('creative-requirements-unmet');
  });

  it('says that a connection is suspended now, also of a plan that was made before', async () => {
    await platformsSay();
    const { org, operator, draft } = await organisation(api);
    const { orchestration_id: id, mappings } = await draft();
    const before = await operator('POST', `${prefix}/${id}/plan`);
    expect(before.body.plan.is_deployable).toBe(true);
    const { connection_id: connection } = mappings[0];
    const disconnect = commandHandler(api.store, connectionDecider, connectionCodec);
    const command = { type: 'Disconnect', data: { connectionId: connection } } as const;
    const { position } = await disconnect(`connection-${connection}`, command, envelope(org));
    await api.progress.waitFor(position as bigint, 5_000);
    const { body } = await operator('GET', `${prefix}/${id}/plan`);
    expect(body.plan).toMatchObject({ is_deployable: false, is_current: true });
    expect(body.plan.platforms[0].findings).toMatchObject([{ code: 'connection-suspended' }]);
    expect(body.plan.platforms[1].findings).toEqual([]);
  });

  it('is not there before one was asked for, and nobody else’s can be seen', async () => {
    const { operator, viewer, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    expect((await viewer('GET', `${prefix}/${id}/plan`)).body).toMatchObject({ status: 404, code: 'plan-not-found' });
    const stranger = await organisation(api);
    for (const answer of [
      await stranger.viewer('GET', `${prefix}/${id}/plan`),
      await stranger.operator('POST', `${prefix}/${id}/plan`),
      await operator('POST', `${prefix}/${randomUUID()}/plan`),
    ]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'orchestration-not-found' });
    }
  });

  it('has nothing to say of an orchestration that is completed', async () => {
    const { admin, operator, deployed, settle } = await organisation(api);
    const orchestration = await deployed();
    const at = `${prefix}/${orchestration.orchestration_id}`;
    const { body } = await admin('POST', `${at}/complete`);
    await settle(orchestration, body.workflow.workflow_id, 'complete');
    expect((await operator('POST', `${at}/plan`)).body).toMatchObject({ status: 409, code: 'illegal-transition' });
  });

  it('is found later when the platforms take long to answer', async () => {
    const { org, operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const answer = await operator('POST', `${prefix}/${id}/plan`);
    expect([answer.status, answer.body.plan, answer.body.workflow.status]).toEqual([202, null, 'pending']);
    expect((await operator('GET', answer.headers.get('location') as string)).status).toBe(200);
    expect((await operator('GET', `${prefix}/${id}/plan`)).body.code).toBe('plan-not-found');

    const { events } = await api.store.load(`orchestration-${id}`);
    const asked = events.map(orchestrationCodec.decode).find(({ type }) => type === 'PlanRequested');
    if (asked?.type !== 'PlanRequested') throw new Error('No plan was asked for');
    const run = toAppend(runOf(asked.data, {}), workflowCodec, envelope(org));
    await api.store.append(`workflow-${asked.data.workflowId}`, 'no-stream', run);
    const { body } = await operator('GET', `${prefix}/${id}/plan`);
    expect(body.plan.workflow_id).toBe(answer.body.workflow.workflow_id);
  }, 20_000);

  it('is asked for once by a request that comes twice with the same key', async () => {
    await platformsSay();
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const headers = { 'idempotency-key': 'plan-1' };
    const [one, other] = [
      await operator('POST', `${prefix}/${id}/plan`, { headers }),
      await operator('POST', `${prefix}/${id}/plan`, { headers }),
    ];
    expect(other.text).toBe(one.text);
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.filter(({ type }) => type === 'PlanRequested')).toHaveLength(1);
  });
});

describe('A deployment with the hash of a plan', () => {
  const planned = async () => {
    await platformsSay();
    const all = await organisation(api);
    const { orchestration_id: id } = await all.draft();
    const { body } = await all.operator('POST', `${prefix}/${id}/plan`);
    const deploy = (plan_hash: string, more: object = {}) =>
      all.operator('POST', `${prefix}/${id}/deploy`, { body: { plan_hash, ...more } });
    return { ...all, id, hash: body.plan.hash as string, deploy };
  };

  it('goes through as long as it is the same', async () => {
    const { operator, id, hash, deploy } = await planned();
    expect((await deploy(hash)).status).toBe(202);
    expect((await operator('GET', `${prefix}/${id}/plan`)).body.plan).toMatchObject({ hash });
  });

  it('is refused after a change of the budget, with what has changed', async () => {
    const { operator, id, hash, deploy } = await planned();
    await operator('PUT', `${prefix}/${id}/budget`, {
      body: { total_budget: 12_000, budget_allocation: { meta: 7_000, google: 3_000, tiktok: 2_000 } },
    });
    expect((await operator('GET', `${prefix}/${id}/plan`)).body.plan.is_current).toBe(false);
    const refused = await deploy(hash);
    expect(refused.body).toMatchObject({
      ...{ status: 409, code: 'plan-changed' },
      details: { differences: [{ field: 'platforms.meta.budget.amount', before: 5_000, after: 7_000 }] },
    });
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.map(({ type }) => type)).not.toContain('DeploymentRequested');
    const again = await operator('POST', `${prefix}/${id}/plan`);
    expect((await deploy(again.body.plan.hash)).status).toBe(202);
  });

  it('is refused when it asks for something else than was planned', async () => {
    const { hash, deploy } = await planned();
    const refused = await deploy(hash, { failure_policy: 'continue' });
    expect(refused.body).toMatchObject({
      code: 'plan-changed',
      details: { differences: [{ field: 'failurePolicy', before: 'rollback', after: 'continue' }] },
    });
  });

  it('is refused without a difference when no plan has the hash, and when it is no hash', async () => {
    const { deploy } = await planned();
    expect((await deploy('0'.repeat(64))).body).toMatchObject({ code: 'plan-changed', details: { differences: null } });
    expect((await deploy('abc')).body).toMatchObject({ status: 400, errors: [{ pointer: '#/plan_hash' }] });
  });
});

describe('An optimization', () => {
  it('is asked for with what it may change and since when', async () => {
    const { operator, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    const started = await operator('POST', `${prefix}/${id}/optimize`, {
      body: { apply: true, most_change_percent: 5 },
    });
    expect(started.status).toBe(202);
    restOperations.optimizeOrchestration.response.parse(started.body);
    expect(started.body.workflow).toMatchObject({ goal: 'optimize', workflow_type: 'optimization' });
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.at(-1)).toMatchObject({ type: 'OptimizationRequested', data: { apply: true, mostChangePercent: 5 } });
  });

  it('changes nothing unless it is told to, and needs campaigns', async () => {
    const { operator, deployed, draft } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    await operator('POST', `${prefix}/${id}/optimize`);
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.at(-1)).toMatchObject({ data: { apply: false, mostChangePercent: 20 } });
    const { orchestration_id: other } = await draft();
    expect((await operator('POST', `${prefix}/${other}/optimize`)).body.code).toBe('illegal-transition');
    const wrong = await operator('POST', `${prefix}/${id}/optimize`, { body: { most_change_percent: 101 } });
    expect(wrong.body).toMatchObject({ status: 400, errors: [{ pointer: '#/most_change_percent' }] });
  });
});

describe('A clean-up', () => {
  it('removes what a deployment left behind, for an administrator', async () => {
    const { org, admin, operator, draft } = await organisation(api);
    const { orchestration_id: id, mappings } = await draft();
    const { body } = await operator('POST', `${prefix}/${id}/deploy`);
    await api.command(org, id, {
      type: 'RecordWorkflowEnd',
      data: {
        workflowId: workflowIdSchema.parse(body.workflow.workflow_id),
        ...{ workflowType: 'creation', purpose: { goal: 'deploy', failurePolicy: 'rollback' } },
        outcomes: mappings.map(({ mapping_id, platform }: { mapping_id: string; platform: Platform }) => ({
          ...{ mappingId: mapping_id, platform, status: 'failed', tag: 'op-1', error: 'still on the platform' },
          platformCampaignId: platform === 'tiktok' ? null : `${platform}-1`,
        })),
        ...{ outcome: 'failed', reason: 'still there', now: new Date().toISOString() },
      },
    });
    expect((await operator('POST', `${prefix}/${id}/clean-up`)).body.code).toBe('forbidden');
    const started = await admin('POST', `${prefix}/${id}/clean-up`);
    expect([started.status, started.body.workflow.goal]).toEqual([202, 'clean_up']);
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'CleanUpRequested', data: { targets: [{ platform: 'meta' }, { platform: 'google' }] } },
    });
  });

  it('is refused when nothing was left behind', async () => {
    const { admin, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    const { body } = await admin('POST', `${prefix}/${id}/clean-up`);
    expect(body).toMatchObject({ status: 409, code: 'nothing-to-clean-up' });
  });
});
