import { type StoredEvent, workflowCodec } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Asked, allWell, refusing } from './testing/answerer.ts';
import { draft, newOrchestrationId, newWorkflowId } from './testing/samples.ts';
import { openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => world.answerWith(allWell));

const statusesOf = async (id: Parameters<World['state']>[0]): Promise<readonly string[]> =>
  (await world.state(id)).mappings.map(({ platform, status }) => `${platform} ${status}`);

const operationsOf = async (run: string): Promise<readonly string[]> =>
  (await world.events(`workflow-${run}`))
    .filter(({ type }) => type === 'OperationRequested')
    .map((event) => workflowCodec.decode(event).data as Asked)
    .map(({ task, platform }) => `${task.kind} ${platform}`);

const drafted = async (changes: Parameters<typeof draft>[1] = {}) => {
  const id = newOrchestrationId();
  await world.send(id, draft(id, changes));
  return id;
};

describe('An orchestrator', () => {
  let orchestrator: Awaited<ReturnType<World['start']>>;
  beforeAll(async () => {
    orchestrator = await world.start();
  });
  afterAll(() => orchestrator.stop());

  it('deploys to every platform and activates the orchestration', async () => {
    const id = await drafted();
    const run = await world.ask(id, 'RequestDeployment');
    expect(await world.settled(id, run)).toBe('completed');
    expect(await world.state(id)).toMatchObject({ status: 'active', lifecycleRun: null });
    expect(await statusesOf(id)).toEqual(['meta active', 'google active', 'tiktok active']);
    const { length } = await world.events(`workflow-${run}`);
    expect(length).toBe(1 + 4 * (1 + 3 + 3 + 1) + 1);
  });

  it('carries on who asked for it', async () => {
    const id = await drafted();
    const run = await world.ask(id, 'RequestDeployment');
    await world.settled(id, run);
    const requested = (await world.events(`orchestration-${id}`)).find(({ type }) => type === 'DeploymentRequested');
    const [started] = await world.events(`workflow-${run}`);
    expect(started?.metadata).toMatchObject({
      actor: { kind: 'service', id: 'orchestrator' },
      correlationId: requested?.metadata.correlationId,
      causationId: requested?.metadata.eventId,
      orgId: requested?.metadata.orgId,
    });
  });

  it('rolls back when a platform fails', async () => {
    world.answerWith(refusing('push-settings google'));
    const id = await drafted();
    const run = await world.ask(id, 'RequestDeployment');
    expect(await world.settled(id, run)).toBe('failed');
    expect((await operationsOf(run)).filter((operation) => operation.startsWith('remove'))).toHaveLength(3);
    expect((await world.state(id)).status).toBe('failed');
    expect(await statusesOf(id)).toEqual(['meta pending', 'google failed', 'tiktok pending']);
  });

  it('brings the others live when the policy says continue', async () => {
    world.answerWith(refusing('create-campaign google'));
    const id = await drafted({ failurePolicy: 'continue' });
    expect(await world.settled(id, await world.ask(id, 'RequestDeployment'))).toBe('partial');
    expect(await statusesOf(id)).toEqual(['meta active', 'google failed', 'tiktok active']);
    world.answerWith(allWell);
    const again = await world.ask(id, 'RequestDeployment');
    expect(await world.settled(id, again)).toBe('completed');
    expect(await operationsOf(again)).toEqual(
      ['verify-account', 'create-campaign', 'push-settings', 'activate-campaign'].map((kind) => `${kind} google`),
    );
    expect(await statusesOf(id)).toEqual(['meta active', 'google active', 'tiktok active']);
  });

  it('pauses, resumes and completes', async () => {
    const id = await world.deployed();
    expect(await world.settled(id, await world.ask(id, 'RequestPause'))).toBe('completed');
    expect(await world.state(id)).toMatchObject({ status: 'paused' });
    expect(await world.settled(id, await world.ask(id, 'RequestResume'))).toBe('completed');
    expect(await world.state(id)).toMatchObject({ status: 'active' });
    expect(await world.settled(id, await world.ask(id, 'RequestCompletion'))).toBe('completed');
    expect(await world.state(id)).toMatchObject({ status: 'completed' });
  });

  it('reports a platform that could not be paused as active', async () => {
    const id = await world.deployed();
    world.answerWith(refusing('pause-campaign tiktok'));
    expect(await world.settled(id, await world.ask(id, 'RequestPause'))).toBe('partial');
    expect(await statusesOf(id)).toEqual(['meta paused', 'google paused', 'tiktok active']);
  });

  it('syncs settings and performance', async () => {
    const id = await world.deployed();
    const workflowId = newWorkflowId();
    const now = world.clock.now().toISOString();
    await world.send(id, { type: 'RequestSync', data: { workflowId, syncType: 'full', trigger: 'manual', now } });
    expect(await world.settled(id, workflowId)).toBe('completed');
    expect(await operationsOf(workflowId)).toHaveLength(6);
    expect((await world.state(id)).syncRun).toBeNull();
  });

  it('brings a changed budget to the platforms', async () => {
    const id = await world.deployed();
    const workflowId = newWorkflowId();
    const parts = { meta: 500, google: 500, tiktok: 2_000 };
    const allocation = Object.entries(parts).map(([platform, units]) => ({
      platform: platform as 'meta',
      amountMicros: units * 1_000_000,
    }));
    const totalBudget = { micros: 3_000_000_000, currency: 'USD' };
    const now = world.clock.now().toISOString();
    await world.send(id, { type: 'ChangeBudget', data: { totalBudget, allocation, workflowId, now } });
    expect(await world.settled(id, workflowId)).toBe('completed');
    expect([...(await operationsOf(workflowId))].sort()).toEqual([
      ...['push-settings google', 'push-settings meta', 'push-settings tiktok'],
    ]);
  });

  it('lowers budgets before it raises others', async () => {
    const id = await world.deployed();
    const { orchestrationId, name, objective, flight, mappings } = await world.state(id);
    const usd = (units: number) => ({ micros: units * 1_000_000, currency: 'USD' });
    const budgets = { meta: usd(1_500), google: usd(500), tiktok: usd(1_000) };
    const run = newWorkflowId();
    const targets = mappings.map(({ error, budgetMicros, ...mapping }) => ({
      ...mapping,
      budget: budgets[mapping.platform as keyof typeof budgets],
      previousBudget: usd(1_000),
    }));
    const request = { orchestrationId, workflowId: run, name, objective, flight, targets };
    await world.append(`orchestration-${id}`, {
      type: 'SyncRequested',
      data: { ...request, syncType: 'settings', trigger: 'budget', since: '2026-01-01' },
    });
    expect(await world.settled(id, run)).toBe('completed');
    const marks = (await world.events(`workflow-${run}`)).flatMap(({ type, data }) =>
      type === 'OperationRequested' || type === 'OperationSettled' ? [`${type} ${(data as Asked).platform}`] : [],
    );
    expect(marks.slice(0, 2)).toEqual(['OperationRequested google', 'OperationRequested tiktok']);
    expect(marks.slice(-2)).toEqual(['OperationRequested meta', 'OperationSettled meta']);
  });
});

const withoutTimes = (log: readonly StoredEvent[]) =>
  log.map(({ stream, type, revision }) => ({ stream, type, revision }));

describe('Orchestrators that come and go', () => {
  it('append nothing new when everything is delivered again', async () => {
    const first = await world.start();
    await world.deployed({ sync: { strategy: 'auto', frequencyMinutes: 15 } });
    world.answerWith(refusing('create-campaign google'));
    await world.deployed();
    await world.caughtUp();
    await first.stop();
    const before = withoutTimes(await world.log());

    await world.rewind();
    const second = await world.start();
    await world.caughtUp();
    await second.stop();
    expect(withoutTimes(await world.log())).toEqual(before);
  });

  it('go on after a crash between the end of a run and its record in the orchestration', async () => {
    let crashed = false;
    const store: EventStore = {
      ...world.store,
      append: (stream, expected, events) => {
        crashed ||= stream.startsWith('orchestration-');
        return crashed ? Promise.reject(new Error('crashed')) : world.store.append(stream, expected, events);
      },
    };
    const id = await drafted();
    const dying = await world.start(store);
    const run = await world.ask(id, 'RequestDeployment');
    await eventually(() => expect(crashed).toBe(true));
    await dying.stop();
    expect(await world.typesIn(`orchestration-${id}`)).not.toContain('WorkflowSettled');
    expect((await world.typesIn(`workflow-${run}`)).at(-1)).toBe('WorkflowCompleted');

    const next = await world.start();
    expect(await world.settled(id, run)).toBe('completed');
    await next.stop();
  });

  it('make one of each run when two are there at once', async () => {
    const both = await Promise.all([world.start(), world.start()]);
    const ids = await Promise.all(Array.from({ length: 10 }, () => drafted()));
    const runs = await Promise.all(ids.map((id) => world.ask(id, 'RequestDeployment')));
    for (const [index, id] of ids.entries())
      expect(await world.settled(id, runs[index] ?? newWorkflowId())).toBe('completed');
    for (const run of runs) expect(await operationsOf(run)).toHaveLength(12);
    await Promise.all(both.map(({ stop }) => stop()));
  });

  it('set aside an event that nobody can read and go on with the others', async () => {
    const orchestrator = await world.start();
    const id = await drafted();
    const [{ metadata } = { metadata: undefined }] = await world.events(`orchestration-${id}`);
    if (metadata === undefined) throw new Error('nothing drafted');
    const run = newWorkflowId();
    await world.store.append(`workflow-${run}`, 'no-stream', [
      {
        type: 'WorkflowCompleted',
        data: { orchestrationId: id, unreadable: true },
        metadata: { ...metadata, eventId: run },
      },
    ]);
    expect(await world.settled(id, await world.ask(id, 'RequestDeployment'))).toBe('completed');
    await world.caughtUp();
    const { rows } = await world.pool.query<{ reason: string }>(
      `select reason from log.dead_letters where group_name = 'orchestrator'`,
    );
    expect(rows.some(({ reason }) => reason.startsWith('unreadable event'))).toBe(true);
    await orchestrator.stop();
  });
});
