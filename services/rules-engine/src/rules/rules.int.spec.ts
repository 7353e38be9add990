import { randomUUID } from 'node:crypto';
import { type OrchestrationId, type OrgId, type RuleContent, ruleDocument, workflowId } from '@campaigns/contracts';
import { type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { openWorld, platforms, unit, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world?.close(), 30_000);

type Written = z.input<typeof ruleDocument>;
const rule = (document: Written, changes: Partial<RuleContent> = {}): RuleContent => ({
  ...{ name: 'A rule', ruleType: 'pause_underperforming', priority: 'medium' },
  document: ruleDocument.parse(document),
  ...changes,
});

const pauseDear = rule({
  when: { metric: 'cpm', op: '>', value: { money: 15 } },
  actions: [{ action: 'pause' }],
  guards: { hands_off_hours: 0 },
  trigger: { on: 'performance' },
  currency: 'USD',
});
const dear = { spend: 20, impressions: 1_000, clicks: 10 };
const cheap = { spend: 5, impressions: 1_000, clicks: 40 };

const requested = async (id: Parameters<World['actions']>[0], type: string) =>
  (await world.events(`orchestration-${id}`)).filter((event) => event.type === type).map(({ data }) => data);

describe('Results that arrive', () => {
  it('make a rule pause the one platform that is too dear, once, and it can be told why', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    const ruleId = await world.addRule(org, pauseDear);
    await world.report(org, id, 'meta', [cheap]);
    await world.report(org, id, 'google', [dear]);
    const engine = await world.start();
    await world.caughtUp();
    const [pause, ...others] = await requested(id, 'PauseRequested');
    expect(others).toEqual([]);
    expect(pause).toMatchObject({ cause: 'rule', ruleId, targets: [{ platform: 'google' }] });
    expect(await world.actions(id)).toMatchObject([
      { type: 'RuleActed', data: { ruleId, platform: 'google', command: { type: 'pause', platforms: ['google'] } } },
      { type: 'RuleActionSettled', data: { ruleId, outcome: 'done' } },
    ]);
    const seen = await world.evaluations(id);
    expect(seen.map(({ platform, matched, values }) => [platform, matched, values[0]?.value])).toEqual([
      ['meta', false, 5],
      ['google', true, 20],
    ]);
    await engine.stop();
    await world.rewind();
    const again = await world.start();
    await world.caughtUp();
    await again.stop();
    expect(await requested(id, 'PauseRequested')).toHaveLength(1);
    expect(await world.evaluations(id)).toEqual(seen);
  });

  it('make nobody act twice, whoever hears of them at the same time', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    for (const _ of [1, 2, 3]) await world.addRule(org, pauseDear);
    for (const platform of ['meta', 'google', 'tiktok'] as const) await world.report(org, id, platform, [dear]);
    const engines = await Promise.all([world.start(), world.start()]);
    await world.caughtUp();
    const acted = (await world.actions(id)).filter(({ type }) => type === 'RuleActed');
    const paused = acted.map(({ data }) => ('platform' in data ? data.platform : undefined));
    expect(new Set(paused).size).toBe(paused.length);
    expect(paused.length).toBeGreaterThan(0);
    await Promise.all(engines.map(({ stop }) => stop()));
  });

  it('are not lost on a rule that is interrupted between its decision and its record', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await world.addRule(org, pauseDear);
    await world.report(org, id, 'tiktok', [dear]);
    let cuts = 2;
    const cutting: EventStore = {
      ...world.store,
      append: async (stream, expected, events) => {
        if (cuts > 0 && stream.startsWith('evaluation-')) {
          cuts -= 1;
          throw new Error('cut');
        }
        return world.store.append(stream, expected, events);
      },
    };
    const engine = await world.start(cutting);
    await world.caughtUp();
    await engine.stop();
    expect(cuts).toBe(0);
    expect((await world.actions(id)).map(({ type }) => type)).toEqual(['RuleActed', 'RuleActionSettled']);
    const [evaluation, ...others] = await world.evaluations(id);
    expect(others).toEqual([]);
    const [acted] = await world.actions(id);
    expect(evaluation?.verdicts.map(({ actionId }) => actionId)).toEqual([
      acted?.type === 'RuleActed' ? acted.data.actionId : undefined,
    ]);
  });
});

describe('A rule of a whole organisation whose time has come', () => {
  const hourly = rule({
    when: { metric: 'ctr', op: '>=', value: { percent: 1 } },
    actions: [{ action: 'change_budget', by_percent: 20 }],
    guards: { hands_off_hours: 0, most_actions_per_day: 2 },
    trigger: { on: 'schedule', cron: '0 * * * *' },
    scope: { platforms: ['meta'] },
  });

  it('looks at every live orchestration, and keeps its daily cap over all of them', async () => {
    const org = world.newOrg();
    const ids = [];
    for (const _ of [1, 2, 3, 4]) {
      const id = await world.campaign(org);
      await world.report(org, id, 'meta', [cheap]);
      ids.push(id);
    }
    const ruleId = await world.addRule(org, { ...hourly, ruleType: 'scale_winners' });
    await world.tellDue(org, ruleId);
    const engine = await world.start();
    await world.caughtUp();
    const looked = (await Promise.all(ids.map(world.evaluations))).flat();
    expect(looked).toHaveLength(4);
    const budgets = await Promise.all(ids.map(async (id) => (await world.state(id)).mappings[0]?.budgetMicros));
    expect(budgets.toSorted()).toEqual([1_000 * unit, 1_000 * unit, 1_200 * unit, 1_200 * unit]);
    const holds = looked.flatMap(({ verdicts }) => verdicts.map(({ hold }) => hold)).toSorted();
    expect(holds).toEqual([null, null, 'rule-cap', 'rule-cap']);
    for (const id of ids) {
      const { mappings, totalBudget } = await world.state(id);
      expect(mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0)).toBe(totalBudget.micros);
    }
    await engine.stop();
  });

  it('still acts under a cap of one when others acted between its decision and its record', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await world.report(org, id, 'meta', [cheap]);
    const { when, actions, trigger, scope } = hourly.document;
    const once = rule({ when, actions, trigger, scope, guards: { hands_off_hours: 0, most_actions_per_day: 1 } });
    await world.tellDue(org, await world.addRule(org, { ...once, ruleType: 'scale_winners' }));
    let conflicts = 1;
    const contested: EventStore = {
      ...world.store,
      append: async (stream, expected, events) => {
        if (stream === `ruleaction-${id}` && conflicts > 0) {
          conflicts -= 1;
          return { outcome: 'conflict', actual: expected };
        }
        return world.store.append(stream, expected, events);
      },
    };
    const engine = await world.start(contested);
    await world.caughtUp();
    await engine.stop();
    expect(conflicts).toBe(0);
    expect((await world.state(id)).mappings[0]?.budgetMicros).toBe(1_200 * unit);
  });

  it('waits for a run that is in its way, and does not wait until its next time', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await world.report(org, id, 'meta', [cheap]);
    const run = workflowId.parse(randomUUID());
    const now = world.clock.now().toISOString();
    await world.command(org, id, { type: 'RequestPause', data: { workflowId: run, now, platforms: ['tiktok'] } });
    const ruleId = await world.addRule(org, { ...hourly, ruleType: 'scale_winners' });
    await world.tellDue(org, ruleId);
    let looked = 0;
    const counting: EventStore = {
      ...world.store,
      load: async (stream, behind) => {
        if (stream === `ruleaction-${id}`) {
          looked += 1;
          if (looked === 2) await world.settle(org, id, run, 'paused');
        }
        return world.store.load(stream, behind);
      },
    };
    const engine = await world.start(counting, { tries: 7 });
    await world.caughtUp();
    await engine.stop();
    expect((await world.evaluations(id)).map(({ verdicts }) => verdicts[0]?.hold)).toEqual([null]);
    expect((await world.state(id)).mappings[0]?.budgetMicros).toBe(1_200 * unit);
  });

  it('does nothing to the orchestrations of others', async () => {
    const [org, other] = [world.newOrg(), world.newOrg()];
    const id = await world.campaign(other);
    await world.report(other, id, 'meta', [cheap]);
    await world.tellDue(org, await world.addRule(org, { ...hourly, ruleType: 'scale_winners' }));
    const engine = await world.start();
    await world.caughtUp();
    expect(await world.evaluations(id)).toEqual([]);
    await engine.stop();
  });
});

describe('A refused action', () => {
  /** What a rule comes to when each of two orchestrations is interrupted between its decision and its command. */
  const interrupted = async (
    interrupt: (org: OrgId, id: OrchestrationId) => Promise<void>,
    action: Written['actions'][number] = { action: 'reallocate' },
  ) => {
    const org = world.newOrg();
    const ruleId = await world.addRule(
      org,
      rule(
        {
          when: { metric: 'impressions', op: '>=', value: { count: 1 } },
          actions: [action],
          guards: { hands_off_hours: 0, breaker: { errors: 2, of: 3 } },
          scope: { level: 'orchestration' },
          trigger: { on: 'schedule', cron: '0 6 * * *' },
        },
        { ruleType: 'budget_reallocation' },
      ),
    );
    const ids: OrchestrationId[] = [];
    for (const _ of [1, 2]) {
      const id = await world.campaign(org);
      for (const platform of platforms) await world.report(org, id, platform, [cheap]);
      ids.push(id);
    }
    await world.tellDue(org, ruleId);
    const racing: EventStore = {
      ...world.store,
      append: async (stream, expected, events) => {
        const id = ids.find((each) => stream === `ruleaction-${each}`);
        if (id !== undefined && events[0]?.type === 'RuleActed') await interrupt(org, id);
        return world.store.append(stream, expected, events);
      },
    };
    const engine = await world.start(racing);
    await world.caughtUp();
    await world.caughtUp();
    await engine.stop();
    const settled = await Promise.all(ids.map(async (id) => (await world.actions(id)).at(-1)?.data));
    return { settled, rule: await world.ruleState(ruleId) };
  };
  /** The same run again, should it be asked for again. */
  const complete = (org: OrgId, id: OrchestrationId): Promise<void> => {
    const data = { workflowId: workflowId.parse(id), now: world.clock.now().toISOString() };
    return world.command(org, id, { type: 'RequestCompletion', data });
  };

  it('is recorded with its reason, and too many of them disable the rule', async () => {
    const { settled, rule: after } = await interrupted(async (org, id) => {
      await complete(org, id);
      await world.settle(org, id, workflowId.parse(id), 'paused');
    });
    const refused = { outcome: 'refused', problem: 'illegal-transition' };
    expect(settled).toMatchObject([refused, refused]);
    expect(after).toMatchObject({ status: 'disabled', disabledBy: 'breaker' });
  });

  it('says nothing against the rule when only another run was in the way', async () => {
    const { settled, rule: after } = await interrupted(complete);
    const refused = { outcome: 'refused', problem: 'workflow-in-progress' };
    expect(settled).toMatchObject([refused, refused]);
    expect(after).toMatchObject({ status: 'enabled' });
  });

  it('says nothing against the rule when a person was faster with the same budget', async () => {
    const change = async (org: OrgId, id: OrchestrationId): Promise<void> => {
      const allocation = platforms.map((platform) => ({ platform, amountMicros: 900 * unit }));
      const data = {
        totalBudget: { micros: 2_700 * unit, currency: 'USD' },
        allocation,
        workflowId: workflowId.parse(id),
      };
      await world.command(org, id, { type: 'ChangeBudget', data: { ...data, now: world.clock.now().toISOString() } });
    };
    const { settled, rule: after } = await interrupted(change, {
      ...{ action: 'change_budget', by_percent: 10, funding: 'total' },
    });
    const refused = { outcome: 'refused', problem: 'budget-changed-meanwhile' };
    expect(settled).toMatchObject([refused, refused]);
    expect(after).toMatchObject({ status: 'enabled' });
  });

  /** A rule that wants to split a budget anew while a person pauses one platform. */
  const pausedMeanwhile = async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    for (const platform of platforms) await world.report(org, id, platform, [cheap]);
    const ruleId = await world.addRule(
      org,
      rule(
        {
          when: { metric: 'impressions', op: '>=', value: { count: 1 } },
          actions: [{ action: 'reallocate' }],
          guards: { hands_off_hours: 0 },
          scope: { level: 'orchestration' },
          trigger: { on: 'schedule', cron: '0 6 * * *' },
        },
        { ruleType: 'budget_reallocation' },
      ),
    );
    await world.tellDue(org, ruleId);
    const pause = workflowId.parse(randomUUID());
    const data = { workflowId: pause, now: world.clock.now().toISOString(), platforms: ['meta'] as const };
    const racing: EventStore = {
      ...world.store,
      append: async (stream, expected, events) => {
        const result = await world.store.append(stream, expected, events);
        if (events[0]?.type === 'RuleActed') await world.command(org, id, { type: 'RequestPause', data });
        return result;
      },
    };
    return { id, racing, endPause: () => world.settle(org, id, pause, 'paused') };
  };

  it('is not sent again when it is heard of again, though it would be possible by then', async () => {
    const { id, racing, endPause } = await pausedMeanwhile();
    const engine = await world.start(racing);
    await world.caughtUp();
    await engine.stop();
    await endPause();
    await world.rewind();
    const again = await world.start();
    await world.caughtUp();
    await again.stop();
    expect(await requested(id, 'OptimizationRequested')).toEqual([]);
    expect(await world.actions(id)).toMatchObject([
      { type: 'RuleActed' },
      { type: 'RuleActionSettled', data: { outcome: 'refused', problem: 'workflow-in-progress' } },
    ]);
  });

  it('is none where the run that was in the way ends soon', async () => {
    const { id, racing, endPause } = await pausedMeanwhile();
    let looks = 0;
    const ending: EventStore = {
      ...racing,
      load: async (stream) => {
        if (stream === `orchestration-${id}` && (await requested(id, 'PauseRequested')).length > 0) looks += 1;
        if (looks === 2) await endPause();
        return world.store.load(stream);
      },
    };
    const engine = await world.start(ending);
    await world.caughtUp();
    await engine.stop();
    expect(await requested(id, 'OptimizationRequested')).toHaveLength(1);
    expect((await world.actions(id)).at(-1)).toMatchObject({ type: 'RuleActionSettled', data: { outcome: 'done' } });
  });
});

describe('A rules-engine that is new, or was away', () => {
  const hourMs = 3_600_000;

  const missed = async (hours: number) => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await world.addRule(org, pauseDear);
    await world.report(org, id, 'meta', [dear]);
    world.clock.moveOn(hours * hourMs);
    const engine = await world.start();
    await world.caughtUp();
    await engine.stop();
    return id;
  };

  it('for hours acts on what it has missed, and for a day looks at it all the same', async () => {
    expect(await requested(await missed(11), 'PauseRequested')).toHaveLength(1);
    // By then there is a whole day that nobody has read.
    const seen = await world.evaluations(await missed(30));
    expect(seen.map(({ verdicts }) => verdicts.map(({ hold }) => hold))).toEqual([['unknown-value']]);
  });

  it('for days acts on nothing that is so old: no results, no times that have come, no decisions', async () => {
    const org = world.newOrg();
    const [seen, due, decided] = [await world.campaign(org), await world.campaign(org), await world.campaign(org)];
    await world.addRule(org, pauseDear, seen);
    const timed = rule({
      ...{ when: { metric: 'impressions', op: '>=', value: { count: 1 } }, actions: [{ action: 'pause' }] },
      ...{ guards: { hands_off_hours: 0 }, trigger: { on: 'schedule', cron: '0 6 * * *' } },
    });
    const hasActed = await world.addRule(org, timed, decided);
    await world.report(org, decided, 'meta', [dear]);
    await world.tellDue(org, hasActed);
    const cut: EventStore = {
      ...world.store,
      append: async (stream, expected, events) => {
        if (events[0]?.type === 'PauseRequested') throw new LogUnavailable('cut');
        return world.store.append(stream, expected, events);
      },
    };
    const cutOff = await world.start(cut);
    await eventually(async () => expect(await world.actions(decided)).toMatchObject([{ type: 'RuleActed' }]));
    await cutOff.stop();
    await world.report(org, seen, 'meta', [dear]);
    await world.report(org, due, 'meta', [dear]);
    await world.tellDue(org, await world.addRule(org, timed, due));
    world.clock.moveOn(49 * hourMs);
    const engine = await world.start();
    await world.caughtUp();
    await world.caughtUp();
    for (const id of [seen, due, decided]) expect(await requested(id, 'PauseRequested')).toEqual([]);
    expect((await Promise.all([seen, due].map(world.evaluations))).flat()).toEqual([]);
    expect((await world.actions(decided)).at(-1)).toMatchObject({
      ...{ type: 'RuleActionSettled', data: { outcome: 'refused', problem: 'decided-long-ago' } },
    });
    expect(await world.ruleState(hasActed)).toMatchObject({ status: 'enabled' });
    await world.report(org, seen, 'meta', [dear]);
    await world.caughtUp();
    expect(await requested(seen, 'PauseRequested')).toHaveLength(1);
    await engine.stop();
  });
});
