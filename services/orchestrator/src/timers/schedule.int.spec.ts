import { randomUUID } from 'node:crypto';
import { type OrchestrationId, performanceCodec } from '@campaigns/contracts';
import { toAppend } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allWell, refusing } from '../testing/answerer.ts';
import { draft, newOrchestrationId, org } from '../testing/samples.ts';
import { openWorld, type World } from '../testing/world.ts';

let world: World;
let orchestrator: Awaited<ReturnType<World['start']>>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.answerWith(allWell);
  orchestrator = await world.start();
});
afterEach(async () => {
  await orchestrator.stop();
  await world.pool.query('delete from orchestrator.timers');
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const inAn = (ms: number): string => new Date(world.clock.now().getTime() + ms).toISOString();

const isArmed = (id: OrchestrationId, kind: string) =>
  eventually(async () => {
    const { rows } = await world.pool.query('select from orchestrator.timers where stream = $1 and kind = $2', [
      `orchestration-${id}`,
      kind,
    ]);
    expect(rows).toHaveLength(1);
  });

const becomes = (id: OrchestrationId, status: string) =>
  eventually(async () => expect((await world.state(id)).status).toBe(status), { timeoutMs: 15_000 });

const countOf = async (id: OrchestrationId, type: string) =>
  (await world.typesIn(`orchestration-${id}`)).filter((each) => each === type).length;

const scheduled = async (startAt: string, late: 'run' | 'skip' = 'run', endAt: string | null = null) => {
  const id = newOrchestrationId();
  await world.send(id, draft(id));
  const schedule = { startAt, endAt, durationDays: 30, late };
  await world.send(id, { type: 'ScheduleOrchestration', data: { schedule, now: world.clock.now().toISOString() } });
  await isArmed(id, 'scheduled-start');
  return id;
};

describe('What is scheduled', () => {
  it('deploys itself at its start and completes at its end, each once', async () => {
    const id = await scheduled(inAn(hourMs), 'run', inAn(3 * dayMs));
    expect((await world.state(id)).status).toBe('scheduled');
    await world.moveOn(hourMs);
    await becomes(id, 'active');
    await isArmed(id, 'flight-end');
    await world.moveOn(3 * dayMs);
    await becomes(id, 'completed');
    expect(await countOf(id, 'DeploymentRequested')).toBe(1);
    expect(await countOf(id, 'CompletionRequested')).toBe(1);
  });

  it('starts although nobody was there at its start, and once when two are there', async () => {
    const id = await scheduled(inAn(hourMs));
    await orchestrator.stop();
    await world.moveOn(2 * hourMs);
    orchestrator = await world.start();
    const second = await world.start();
    await becomes(id, 'active');
    await second.stop();
    expect(await countOf(id, 'DeploymentRequested')).toBe(1);
  });

  it('is left out when it is late and its policy says so', async () => {
    const id = await scheduled(inAn(hourMs), 'skip');
    await orchestrator.stop();
    await world.moveOn(2 * hourMs);
    orchestrator = await world.start();
    await becomes(id, 'draft');
    expect(await countOf(id, 'DeploymentRequested')).toBe(0);
  });

  it('starts at the time that it was moved to, and not before', async () => {
    const id = await scheduled(inAn(hourMs));
    const schedule = { startAt: inAn(5 * hourMs), endAt: null, durationDays: 30 };
    await world.send(id, { type: 'ScheduleOrchestration', data: { schedule, now: world.clock.now().toISOString() } });
    await world.caughtUp();
    await world.moveOn(2 * hourMs);
    await world.caughtUp();
    expect((await world.state(id)).status).toBe('scheduled');
    await world.moveOn(3 * hourMs);
    await becomes(id, 'active');
  });

  it('does not start when its schedule was cancelled', async () => {
    const id = await scheduled(inAn(hourMs));
    await world.send(id, { type: 'CancelSchedule', data: { now: world.clock.now().toISOString() } });
    await world.moveOn(2 * hourMs);
    await eventually(async () => {
      const { rows } = await world.pool.query('select from orchestrator.timers where stream = $1', [
        `orchestration-${id}`,
      ]);
      expect(rows).toHaveLength(0);
    });
    expect((await world.state(id)).status).toBe('draft');
  });
});

describe('The end of a flight', () => {
  it('is tried again until every campaign has stopped', async () => {
    const id = await world.deployed();
    await isArmed(id, 'flight-end');
    world.answerWith(refusing('pause-campaign google'));
    await world.moveOn(31 * dayMs);
    await eventually(async () => expect(await countOf(id, 'WorkflowSettled')).toBe(2), { timeoutMs: 15_000 });
    expect((await world.state(id)).status).toBe('active');
    world.answerWith(allWell);
    // A day after the end it is not tried every minute any more.
    await world.moveOn(7 * hourMs);
    await becomes(id, 'completed');
  });
});

describe('A budget', () => {
  /** What a platform reports of one day, in whole units. */
  const spends = async (id: OrchestrationId, units: readonly number[]) => {
    const { mappings } = await world.state(id);
    const observedAt = world.clock.now().toISOString();
    const there = mappings.filter(({ platformCampaignId }) => platformCampaignId !== null);
    for (const [index, spent] of units.entries()) {
      const mapping = there[index];
      if (mapping === undefined || mapping.platformCampaignId === null) throw new Error('Nothing is deployed');
      const { mappingId, platform, platformCampaignId } = mapping;
      const stream = `performance-${id}-${platform}` as const;
      const day = { date: observedAt.slice(0, 10), spendMicros: spent * 1_000_000, impressions: 1, clicks: 0 };
      const event = {
        type: 'DailyMetricsReported' as const,
        data: {
          ...{ orchestrationId: id, mappingId, platform, platformCampaignId, observedAt, currency: 'USD' },
          operationId: randomUUID() as never,
          days: [{ ...day, conversionsMicros: 0, revenueMicros: 0 }],
        },
      };
      const commandId = randomUUID();
      const actor = { kind: 'service', id: 'sync-worker' } as const;
      const context = { commandId, orgId: org, actor, correlationId: commandId, causationId: commandId };
      const { revision } = await world.store.load(stream);
      await world.store.append(
        stream,
        revision,
        toAppend([event], performanceCodec, { ...context, occurredAt: observedAt }),
      );
    }
  };
  const synced = async (id: OrchestrationId) => {
    const workflowId = randomUUID() as never;
    // The guard may be looking at this moment.
    await eventually(() => {
      const data = { workflowId, syncType: 'performance', trigger: 'manual', now: inAn(0) } as const;
      return world.send(id, { type: 'RequestSync', data });
    });
    await world.settled(id, workflowId);
  };

  it('that is spent pauses every campaign, before the reports say so', async () => {
    const id = await world.deployed();
    await world.moveOn(10 * hourMs);
    await spends(id, [970, 970, 900]);
    await synced(id);
    await world.moveOn(hourMs);
    await spends(id, [995, 995, 995]);
    await synced(id);
    await becomes(id, 'paused');
    const state = await world.state(id);
    expect(state.spentCapMicros).toBe(3_000_000_000);
    expect(await countOf(id, 'BudgetReached')).toBe(1);
  });

  it('that may be spent, as nobody has looked for days, is looked at before anything is paused', async () => {
    const id = await world.deployed();
    await world.caughtUp();
    await isArmed(id, 'budget-guard');
    await world.moveOn(29 * dayMs);
    await eventually(async () => {
      expect(await countOf(id, 'SyncRequested')).toBe(1);
      expect((await world.state(id)).syncRun).toBeNull();
    });
    await world.caughtUp();
    expect((await world.state(id)).status).toBe('active');
    expect(await countOf(id, 'BudgetReached')).toBe(0);
  });

  it('that may be spent, and of which no platform tells anything, is paused', async () => {
    world.answerWith(refusing('fetch-metrics meta', 'fetch-metrics google', 'fetch-metrics tiktok'));
    const id = await world.deployed();
    await isArmed(id, 'budget-guard');
    await world.moveOn(29 * dayMs);
    await eventually(async () => {
      expect(await countOf(id, 'SyncRequested')).toBe(1);
      expect((await world.state(id)).syncRun).toBeNull();
    });
    await world.caughtUp();
    await world.moveOn(11 * 60_000);
    await becomes(id, 'paused');
  });

  /** A deployment that does not come to its end, although what it made on two platforms is live. */
  const heldUp = async (): Promise<OrchestrationId> => {
    const id = newOrchestrationId();
    await world.send(id, draft(id, { failurePolicy: 'ask' }));
    await world.ask(id, 'RequestDeployment');
    await isArmed(id, 'budget-guard');
    await eventually(async () => {
      const workflowId = (await world.state(id)).lifecycleRun?.workflowId;
      const types = await world.typesIn(`workflow-${workflowId as never}`);
      expect(types.filter((type) => type === 'OperationSettled').length).toBeGreaterThanOrEqual(11);
    });
    await world.caughtUp();
    expect((await world.state(id)).status).toBe('draft');
    await world.moveOn(11 * 60_000);
    await becomes(id, 'active');
    const { mappings, lifecycleRun } = await world.state(id);
    expect([lifecycleRun?.goal, ...mappings.map(({ status }) => status)]).toEqual([
      ...['deploy', 'active', 'creating', 'active'],
    ]);
    return id;
  };
  const isSpentAndPaused = async (id: OrchestrationId): Promise<void> => {
    await spends(id, [2_000, 1_000]);
    await synced(id);
    await eventually(async () => expect(await countOf(id, 'BudgetReached')).toBe(1));
    await eventually(
      async () => {
        await world.moveOn(60_000);
        const { lifecycleRun, mappings } = await world.state(id);
        expect([lifecycleRun, mappings.filter(({ status }) => status === 'active')]).toEqual([null, []]);
      },
      { everyMs: 25, timeoutMs: 15_000 },
    );
  };

  it('is watched where a deployment waits for a person, and what is live is paused when it is spent', async () => {
    world.answerWith(refusing('activate-campaign google'));
    const id = await heldUp();
    await isSpentAndPaused(id);
    const { status, mappings } = await world.state(id);
    expect([status, ...mappings.map((each) => each.status)]).toEqual(['paused', 'paused', 'failed', 'paused']);
  });

  it('is watched where a deployment waits for a platform, and all is paused as soon as that has ended', async () => {
    world.answerWith((asked) =>
      asked.task.kind === 'activate-campaign' && asked.platform === 'google' ? { until: inAn(hourMs) } : allWell(asked),
    );
    const id = await heldUp();
    await isSpentAndPaused(id);
    expect((await world.state(id)).status).toBe('paused');
  });

  it('of which enough is left pauses nothing', async () => {
    const id = await world.deployed();
    await world.moveOn(10 * hourMs);
    await spends(id, [100, 100, 100]);
    await synced(id);
    await world.caughtUp();
    expect((await world.state(id)).status).toBe('active');
    expect(await countOf(id, 'BudgetReached')).toBe(0);
  });

  it('pauses again what a platform did not pause', async () => {
    const id = await world.deployed();
    await world.moveOn(10 * hourMs);
    world.answerWith(refusing('pause-campaign google'));
    await spends(id, [1_000, 1_000, 1_000]);
    await synced(id);
    await eventually(async () => {
      const { mappings, lifecycleRun } = await world.state(id);
      expect(lifecycleRun).toBeNull();
      expect(mappings.map(({ status }) => status)).toEqual(['paused', 'active', 'paused']);
    });
    world.answerWith(allWell);
    await isArmed(id, 'budget-guard');
    await world.moveOn(2 * 60_000);
    await becomes(id, 'paused');
  });
});
