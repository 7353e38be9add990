import { randomUUID } from 'node:crypto';
import {
  type OrchestrationId,
  type OrgId,
  type RecommendationProposed,
  type WorkflowId,
  workflowId as workflowIdSchema,
} from '@campaigns/contracts';
import { recommendationIdOf } from '@campaigns/domain';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, platforms, unit, type World } from '../testing/world.ts';
import { runMarker } from './mark-run.ts';
import { proposer } from './propose.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const groups = ['recommendations'] as const;
/** Days that go up and down by a quarter, as results do. */
const days = (count: number, spend: number, revenue: number) =>
  Array.from({ length: count }, (_, index) => {
    const swing = (index * 7) % 3;
    const more = 1 + (swing - 1) / 4;
    return { spend, impressions: 1_000, clicks: 40, conversions: 1, revenue: revenue * more };
  });

/** A campaign of which Meta returned six for one, Google two and TikTok one, over 14 days. */
const reported = async (org: OrgId): Promise<OrchestrationId> => {
  const id = await world.campaign(org);
  await world.report(org, id, 'meta', days(14, 20, 120));
  await world.report(org, id, 'google', days(14, 20, 40));
  await world.report(org, id, 'tiktok', days(14, 20, 20));
  return id;
};

type More = Readonly<{ apply?: boolean; creditedBy?: { model: 'first'; halfLifeDays: null; lookbackDays: number } }>;

/** A run that has read its results and asks how the budget should be split. */
const asked = async (org: OrgId, orchestrationId: OrchestrationId, more: More = {}): Promise<WorkflowId> => {
  const workflowId = workflowIdSchema.parse(randomUUID());
  const now = world.clock.now().toISOString();
  const { apply = false, creditedBy } = more;
  const request = { workflowId, now, apply, mostChangePercent: 20, sinceDays: 30, creditedBy };
  await world.command(org, orchestrationId, { type: 'RequestOptimization', data: request });
  await world.append(org, `workflow-${workflowId}`, {
    type: 'AnalysisRequested',
    data: {
      ...{ workflowId, orchestrationId, since: '2026-04-01', apply, mostChangePercent: 20, at: now },
      ...(creditedBy === undefined ? {} : { creditedBy }),
    },
  });
  return workflowId;
};

const streamOf = (run: WorkflowId) => `recommendation-${recommendationIdOf(run)}` as const;
const typesOf = async (run: WorkflowId) => (await world.events(streamOf(run))).map(({ type }) => type);
const proposalOf = async (run: WorkflowId): Promise<RecommendationProposed['data']> => {
  const [proposed] = await world.events(streamOf(run));
  if (proposed?.type !== 'RecommendationProposed') throw new Error('Nothing was recommended');
  return proposed.data;
};
const approve = async (org: OrgId, run: WorkflowId): Promise<void> => {
  const { recommendationId, orchestrationId, hash } = await proposalOf(run);
  const data = { recommendationId, orchestrationId, hash, at: world.clock.now().toISOString() };
  await world.append(org, streamOf(run), { type: 'RecommendationApproved', data });
};
const changesOf = async (id: OrchestrationId) =>
  (await world.events(`orchestration-${id}`)).filter(({ type }) => type === 'BudgetChanged').map(({ data }) => data);
const caughtUp = () => world.caughtUp(groups);

const withEngine = async (work: () => Promise<void>, using?: EventStore): Promise<void> => {
  const engine = await world.start(using);
  await work();
  await engine.stop();
};

type Recommended = Extract<Parameters<World['command']>[2], { type: 'RecordWorkflowEnd' }>['data']['recommendation'];

/** The run has settled: completed with a recommendation, and failed without one. */
const end = (org: OrgId, id: OrchestrationId, run: WorkflowId, apply = false, recommendation?: Recommended) =>
  world.command(org, id, {
    type: 'RecordWorkflowEnd',
    data: {
      ...{ workflowId: run, workflowType: 'optimization', outcomes: [], reason: null },
      purpose: { goal: 'optimize', since: '2026-04-01', apply, mostChangePercent: 20 },
      ...{ outcome: recommendation === undefined ? 'failed' : 'completed', now: world.clock.now().toISOString() },
      ...(recommendation === undefined ? {} : { recommendation }),
    },
  });

describe('A run that asks how the budget should be split', () => {
  it('is told once, by what each platform brought', async () => {
    const org = world.newOrg();
    const id = await reported(org);
    const run = await asked(org, id);
    await withEngine(caughtUp);
    const proposal = await proposalOf(run);
    expect(proposal).toMatchObject({
      ...{ workflowId: run, orchestrationId: id, orgId: org, decidedBy: 'approval', moves: true },
      basis: { measure: 'revenue', days: platforms.map((platform) => ({ platform, own: 14, account: 0 })) },
    });
    const [meta, , tiktok] = proposal.parts;
    expect(meta?.spentMicros).toBe(280 * unit);
    expect(meta?.afterMicros).toBeGreaterThan(1_000 * unit);
    expect(tiktok?.afterMicros).toBeLessThan(1_000 * unit);
    await world.rewind('recommendations');
    world.clock.moveOn(1_000);
    await withEngine(caughtUp);
    expect(await proposalOf(run)).toEqual(proposal);
    expect(await typesOf(run)).toEqual(['RecommendationProposed']);
  });

  it('is told by what is credited where it asks for that and touches were imported', async () => {
    const org = world.newOrg();
    const id = await reported(org);
    const creditedBy = { model: 'first', halfLifeDays: null, lookbackDays: 7 } as const;
    // From 6 April on, with a day of twice as many in every three.
    const dates = Array.from({ length: 14 }, (_, day) => Array.from({ length: day % 3 === 0 ? 8 : 4 }, () => 6 + day));
    const touchpoints = dates.flat().map((date, index) => {
      const day = `2026-04-${String(date).padStart(2, '0')}`;
      const customerKey = derivedId(org, 'customer', index);
      const common = (what: string) => ({ touchpointId: derivedId(customerKey, what), customerKey });
      return [
        {
          ...{ ...common('touch'), kind: 'touch' as const, platform: 'tiktok' as const, orchestrationId: id },
          occurredAt: `${day}T10:00:00.000Z`,
        },
        {
          ...{ ...common('bought'), kind: 'conversion' as const, occurredAt: `${day}T12:00:00.000Z` },
          value: { micros: 40 * unit, currency: 'USD' },
        },
      ];
    });
    await world.append(org, `attribution-${randomUUID()}`, {
      type: 'TouchpointsImported',
      data: { orgId: org, touchpoints: touchpoints.flat() },
    });
    const run = await asked(org, id, { creditedBy });
    await withEngine(caughtUp);
    const { basis, parts } = await proposalOf(run);
    expect(basis.creditedBy).toEqual(creditedBy);
    const [meta, , tiktok] = parts;
    expect(tiktok?.afterMicros).toBeGreaterThan(1_000 * unit);
    expect(meta?.afterMicros).toBeLessThan(1_000 * unit);
  });

  it('is told nothing when it has ended meanwhile', async () => {
    const org = world.newOrg();
    const id = await reported(org);
    const run = await asked(org, id);
    await world.append(org, `workflow-${run}`, {
      type: 'WorkflowFailed',
      data: {
        ...{ workflowId: run, orchestrationId: id, workflowType: 'optimization', outcomes: [], reason: 'Cancelled' },
        purpose: { goal: 'optimize', since: '2026-04-01', apply: false, mostChangePercent: 20 },
        ...{ partial: false, rolledBack: [], at: world.clock.now().toISOString() },
      },
    });
    await withEngine(caughtUp);
    expect(await typesOf(run)).toEqual([]);
  });
});

describe('What was approved', () => {
  const proposed = async (org: OrgId) => {
    const id = await reported(org);
    const run = await asked(org, id);
    await withEngine(caughtUp);
    return { id, run };
  };

  it('becomes the budget once, however often and by however many it is heard of', async () => {
    const org = world.newOrg();
    const { id, run } = await proposed(org);
    await approve(org, run);
    const engines = await Promise.all([world.start(), world.start()]);
    await caughtUp();
    await Promise.all(engines.map(({ stop }) => stop()));
    await world.rewind('recommendations');
    await withEngine(caughtUp);
    const [changed, ...others] = await changesOf(id);
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ recommendedBy: run, totalBudget: { micros: 3_000 * unit } });
    const { parts } = await proposalOf(run);
    expect(changed).toMatchObject({
      allocation: parts.map(({ platform, afterMicros }) => ({ platform, amountMicros: afterMicros })),
    });
    expect(await typesOf(run)).toEqual(['RecommendationProposed', 'RecommendationApproved', 'RecommendationApplied']);
  });

  it('is marked as applied, and not applied again, after a crash between the two', async () => {
    const org = world.newOrg();
    const { id, run } = await proposed(org);
    await approve(org, run);
    let isOver = false;
    const crashed = new Promise<void>((resolve) => {
      const store: EventStore = {
        ...world.store,
        append: (stream, expected, events) => {
          if (stream !== streamOf(run)) return world.store.append(stream, expected, events);
          isOver = true;
          resolve();
          return Promise.reject(new Error('crashed'));
        },
      };
      void world.start(store).then(async (engine) => {
        await crashed;
        await engine.stop();
      });
    });
    await crashed;
    expect(isOver).toBe(true);
    expect(await changesOf(id)).toHaveLength(1);
    expect(await typesOf(run)).not.toContain('RecommendationApplied');
    world.clock.moveOn(1_000);
    await withEngine(caughtUp);
    expect(await changesOf(id)).toHaveLength(1);
    expect((await typesOf(run)).at(-1)).toBe('RecommendationApplied');
  });

  it('is not called refused because the run ends that recommended it, before or after it is applied', async () => {
    const org = world.newOrg();
    const { id, run } = await proposed(org);
    await approve(org, run);
    await end(org, id, run);
    const [first] = (await world.store.load(streamOf(run))).events;
    if (first === undefined) throw new Error('Nothing was recommended');
    await runMarker(world)(first, { orchestrationId: id, workflowId: run });
    expect((await typesOf(run)).at(-1)).toBe('RecommendationApproved');
    await withEngine(caughtUp);
    expect((await typesOf(run)).at(-1)).toBe('RecommendationApplied');
  });

  it('is refused when somebody has changed the budget since it was shown', async () => {
    const org = world.newOrg();
    const { id, run } = await proposed(org);
    await world.command(org, id, {
      type: 'AdjustAllocation',
      data: {
        ...{ workflowId: workflowIdSchema.parse(randomUUID()), now: world.clock.now().toISOString() },
        changes: [
          { platform: 'meta', deltaMicros: -10 * unit },
          { platform: 'google', deltaMicros: 10 * unit },
        ],
      },
    });
    await approve(org, run);
    await withEngine(caughtUp);
    expect((await world.events(streamOf(run))).at(-1)).toMatchObject({
      ...{ type: 'RecommendationRefused', data: { problem: 'budget-changed-meanwhile' } },
    });
    expect(await changesOf(id)).toHaveLength(1);
  });

  it('is refused when it could not be sent for days', async () => {
    const org = world.newOrg();
    const { id, run } = await proposed(org);
    await approve(org, run);
    world.clock.moveOn(49 * 3_600_000);
    await withEngine(caughtUp);
    expect((await world.events(streamOf(run))).at(-1)).toMatchObject({
      ...{ type: 'RecommendationRefused', data: { problem: 'decided-long-ago' } },
    });
    expect(await changesOf(id)).toEqual([]);
  });
});

describe('What a run applies by itself', () => {
  const ended = async (org: OrgId, isRecommended: boolean) => {
    const id = await reported(org);
    const run = await asked(org, id, { apply: true });
    await withEngine(caughtUp);
    const { parts, decidedBy } = await proposalOf(run);
    expect(decidedBy).toBe('run');
    const recommendation = {
      allocation: parts.map(({ platform, afterMicros }) => ({ platform, amountMicros: afterMicros })),
      reasons: parts.map(({ platform, beforeMicros, afterMicros, reason }) => ({
        ...{ platform, beforeMicros, afterMicros, reason },
      })),
    };
    await end(org, id, run, true, isRecommended ? recommendation : undefined);
    await withEngine(caughtUp);
    return run;
  };

  it('is marked as applied when the budget is split so', async () => {
    expect((await typesOf(await ended(world.newOrg(), true))).at(-1)).toBe('RecommendationApplied');
  });

  it('is marked as refused when the run came to nothing', async () => {
    const run = await ended(world.newOrg(), false);
    expect((await world.events(streamOf(run))).at(-1)).toMatchObject({
      ...{ type: 'RecommendationRefused', data: { problem: 'not-applied' } },
    });
  });

  it('is marked as refused when the run was called off while it was thought through', async () => {
    const org = world.newOrg();
    const id = await reported(org);
    const run = await asked(org, id, { apply: true });
    const request = (await world.store.load(`workflow-${run}`)).events.at(-1);
    if (request === undefined) throw new Error('Nothing was asked');
    const spent = (revenue: number) =>
      days(14, 20, revenue).map((day, index) => ({
        ...{ date: `2026-04-${String(6 + index).padStart(2, '0')}`, spendMicros: day.spend * unit },
        ...{
          impressions: day.impressions,
          clicks: day.clicks,
          conversionsMicros: unit,
          revenueMicros: day.revenue * unit,
        },
      }));
    const propose = proposer({
      ...world,
      histories: {
        results: async () => {
          await end(org, id, run, true);
          return platforms.map((platform, index) => ({
            ...{ platform, timeZone: 'UTC', spentMicros: 280 * unit, accountDays: [] },
            days: spent([120, 40, 20][index] ?? 0),
          }));
        },
        crediting: async () => undefined,
      },
    });
    await propose(request);
    expect(await typesOf(run)).toEqual(['RecommendationProposed', 'RecommendationRefused']);
    await propose(request);
    expect(await typesOf(run)).toHaveLength(2);
  });
});
