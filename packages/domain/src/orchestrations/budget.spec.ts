import { derivedId } from '@campaigns/event-sourcing';
import { specFor } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { orchestrationDecider } from './orchestration.ts';
import {
  active,
  adjust,
  after,
  budget,
  complete,
  decided,
  deploy,
  draft,
  endOf,
  failed,
  id,
  mixed,
  notMade,
  pause,
  paused,
  reach,
  refusalOf,
  resume,
  run,
  stateOf,
  still,
  sync,
  unit,
} from './samples.ts';

const { given } = specFor(orchestrationDecider);

const pushed = (events: ReturnType<typeof after>) =>
  events.flatMap((event) =>
    event.type === 'SyncRequested' && event.data.trigger === 'budget'
      ? [
          [
            event.data.workflowId,
            event.data.syncType,
            ...event.data.targets.map(({ budget: part }) => part.micros / unit),
          ],
        ]
      : [],
  );

const foreign = () =>
  ({
    type: 'AdjustAllocation',
    data: { ...adjust(5, {}).data, changes: [{ platform: 'snapchat', deltaMicros: unit }] },
  }) as const;
const nextPush = (n: number) => derivedId(run(n), 'next-push');

describe('changing the budget', () => {
  it('of a draft reaches no platform', () => {
    given(...after(draft()))
      .when(budget(5, [60, 30, 20]))
      .then({
        type: 'BudgetChanged',
        data: {
          orchestrationId: id,
          totalBudget: { micros: 110 * unit, currency: 'USD' },
          allocation: [
            { platform: 'meta', amountMicros: 60 * unit },
            { platform: 'google', amountMicros: 30 * unit },
            { platform: 'tiktok', amountMicros: 20 * unit },
          ],
          pushWorkflowId: null,
        },
      });
  });

  it.each([
    ['active', active],
    ['paused', paused],
  ] as const)('of an %s orchestration goes out to its campaigns at once', (_, before) => {
    const events = decided(after(...before), budget(5, [60, 30, 20]));
    expect(events.map(({ type }) => type)).toEqual(['BudgetChanged', 'SyncRequested']);
    expect(pushed(events)).toEqual([[run(5), 'settings', 60, 30, 20]]);
  });

  it('goes out only to the platforms that have a campaign', () => {
    expect(pushed(decided(after(...mixed), budget(5, [60, 30, 20])))).toEqual([[run(5), 'settings', 60, 30]]);
  });

  it('of a failed orchestration waits for the next deployment, which carries it', () => {
    const history = after(...failed, budget(5, [60, 30, 20]), deploy(6));
    expect(history.at(-1)).toMatchObject({
      type: 'DeploymentRequested',
      data: { targets: [60, 30, 20].map((units) => ({ budget: { micros: units * unit } })) },
    });
    expect(pushed(after(...failed, budget(5, [60, 30, 20]), deploy(6), endOf('deploy')))).toEqual([]);
  });

  it('to what it is already does nothing', () => {
    given(...after(...active))
      .when(budget(5, [50, 30, 20]))
      .thenNothing();
  });

  it('to another total with the same parts is a change', () => {
    expect(decided(after(...active), budget(5, [50, 30, 20], 120))[0]).toMatchObject({ type: 'BudgetChanged' });
  });

  it.each([
    ['a sum over the total', 'allocation-exceeds-total', budget(5, [60, 30, 20], 109)],
    ['nothing for a platform', 'amount-not-payable', budget(5, [100, 0, 20])],
    ['a negative amount', 'amount-not-payable', budget(5, [100, -30, 20])],
    ['fractions of a cent', 'amount-not-payable', budget(5, [50.001, 30, 20], 200)],
    ['a total in fractions of a cent', 'amount-not-payable', budget(5, [50, 30, 20], 150.001)],
  ])('refuses %s', (_, code, command) => {
    given(...after(...active))
      .when(command)
      .thenRejects(code);
  });

  it('refuses another currency, an unknown platform and a forgotten one', () => {
    const { data } = budget(5, [50, 30, 20]);
    const changedBy = (changes: object) => ({ type: 'ChangeBudget', data: { ...data, ...changes } }) as const;
    const history = given(...after(...active));
    history.when(changedBy({ totalBudget: { micros: 100 * unit, currency: 'EUR' } })).thenRejects('currency-mismatch');
    const foreign = { platform: 'snapchat' as const, amountMicros: unit };
    history.when(changedBy({ allocation: [...data.allocation, foreign] })).thenRejects('platform-not-in-orchestration');
    history.when(changedBy({ allocation: data.allocation.slice(1) })).thenRejects('allocation-incomplete');
  });

  it.each([
    ['deployment', [draft(), deploy(1)], endOf('deploy')],
    ['pause', [...active, pause(2)], endOf('pause')],
    ['resume', [...paused, resume(2)], endOf('resume')],
    ['sync', [...active, sync(2)], endOf('sync')],
  ] as const)('while a %s is under way goes out when that has settled', (_, before, end) => {
    const changedMeanwhile = after(...before, budget(5, [60, 30, 20]));
    expect(pushed(changedMeanwhile)).toEqual([]);
    const events = decided(changedMeanwhile, end);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['WorkflowSettled', 'SyncRequested']);
    expect(pushed(events)).toEqual([[run(5), 'settings', 60, 30, 20]]);
  });

  it('several times while a run is under way goes out once, as the last of them', () => {
    const history = after(...active, pause(2), budget(5, [60, 30, 20]), budget(6, [10, 30, 20]), endOf('pause'));
    expect(pushed(history)).toEqual([[run(6), 'settings', 10, 30, 20]]);
  });

  it('while its own push is under way goes out again after it', () => {
    const history = after(...active, budget(5, [60, 30, 20]), budget(6, [10, 30, 20]), endOf('sync'));
    expect(pushed(history)).toEqual([
      [run(5), 'settings', 60, 30, 20],
      [run(6), 'settings', 10, 30, 20],
    ]);
  });

  it('beside a pause and a sync waits for both', () => {
    const both = after(...active, sync(2), pause(3), budget(5, [60, 30, 20]), endOf('sync'));
    expect(pushed(both)).toEqual([]);
    expect(pushed(decided(both, endOf('pause')))).toEqual([[run(5), 'settings', 60, 30, 20]]);
  });

  it('does not go out when the orchestration was completed meanwhile', () => {
    expect(pushed(after(...active, complete(2), budget(5, [60, 30, 20]), endOf('complete')))).toEqual([]);
  });

  it('does not go out when the deployment under way comes to nothing', () => {
    const nothing = endOf('deploy', { meta: notMade, google: notMade, tiktok: notMade });
    expect(pushed(after(draft(), deploy(1), budget(5, [60, 30, 20]), nothing))).toEqual([]);
  });
});

/** What a push says about each platform: the new budget, and the most that the platform may have so far. */
const moves = (events: ReturnType<typeof after>) =>
  events.flatMap((event) =>
    event.type === 'SyncRequested'
      ? [event.data.targets.map((target) => [target.budget.micros / unit, (target.previousBudget?.micros ?? 0) / unit])]
      : [],
  );

describe('what a platform may have as budget while it is changed', () => {
  it('is lowered first, and raised when the lower one is confirmed', () => {
    const history = after(...active, budget(5, [60, 10, 20]));
    expect(moves(history)).toEqual([
      [
        [50, 50],
        [10, 30],
        [20, 20],
      ],
    ]);
    expect(pushed(decided(history, endOf('sync')))).toEqual([[nextPush(5), 'settings', 60, 10, 20]]);
  });

  it('is the new budget once the platform has taken it over', () => {
    const history = after(...active, budget(5, [60, 10, 20]), endOf('sync'), endOf('sync'));
    expect(moves(decided(history, sync(6)))).toEqual([
      [
        [60, 60],
        [10, 10],
        [20, 20],
      ],
    ]);
  });

  it('is not raised while another platform has not confirmed to have less', () => {
    const history = after(...active, budget(5, [60, 10, 20]), endOf('sync', { google: still('active') }));
    expect(pushed(history)).toEqual([[run(5), 'settings', 50, 10, 20]]);
    const again = after(...active, budget(5, [60, 10, 20]), endOf('sync', { google: still('active') }), sync(6));
    expect(moves(again).at(-1)).toEqual([
      [50, 50],
      [10, 30],
      [20, 20],
    ]);
    expect(pushed(decided(again, endOf('sync')))).toEqual([[nextPush(5), 'settings', 60, 10, 20]]);
  });

  it('is the higher of the two where the platform never answered', () => {
    const refused = { meta: still('active') };
    const history = after(...active, budget(5, [60, 30, 20]), endOf('sync', refused), budget(6, [40, 30, 20], 110));
    expect(moves(history).at(-1)).toEqual([
      [40, 60],
      [30, 30],
      [20, 20],
    ]);
  });

  it('has nothing to do with a campaign that was never made', () => {
    const unsure = { error: 'no answer' };
    const history = after(...failed, budget(5, [10, 60, 20]), deploy(6), endOf('deploy', { meta: unsure }));
    expect(moves(decided(history, sync(7)))).toEqual([
      [
        [10, 10],
        [60, 60],
        [20, 20],
      ],
    ]);
  });

  it('is what the deployment carried when the budget changed meanwhile', () => {
    const history = after(draft(), deploy(1), budget(5, [10, 60, 20]));
    expect(moves(decided(history, endOf('deploy')))).toEqual([
      [
        [10, 50],
        [30, 30],
        [20, 20],
      ],
    ]);
  });

  it('leaves no room for a deployment as long as what was lowered is not confirmed', () => {
    const lowered = after(...mixed, budget(5, [30, 30, 40], 100), endOf('sync', { meta: still('paused') }));
    given(...lowered)
      .when(deploy(6))
      .thenRejects('budget-not-free');
  });
});

describe('moving parts of the budget', () => {
  it('goes up and down at once, within the total', () => {
    expect(decided(after(draft()), adjust(5, { meta: 10, google: -10 }))).toMatchObject([
      { type: 'BudgetChanged', data: { allocation: [60, 20, 20].map((n) => ({ amountMicros: n * unit })) } },
    ]);
  });

  it.each([
    ['more than the total', 'allocation-exceeds-total', adjust(5, { meta: 1 })],
    ['all that a platform has', 'amount-not-payable', adjust(5, { meta: -50 })],
    ['a foreign platform', 'platform-not-in-orchestration', foreign()],
  ])('refuses %s', (_, code, command) => {
    given(...after(draft()))
      .when(command)
      .thenRejects(code);
  });

  it('lets no raise past the cap, however many ask', () => {
    let history = after(draft({ totalBudget: { micros: 500 * unit, currency: 'USD' } }));
    const refused = Array.from({ length: 1_000 }, (_, n) => adjust(n, { meta: 1 })).filter((command) => {
      if (refusalOf(stateOf(history), command) !== undefined) return true;
      history = [...history, ...decided(history, command)];
      return false;
    });
    expect(refused).toHaveLength(600);
    expect(stateOf(history).mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0)).toBe(500 * unit);
  });
});

describe('a budget that is spent', () => {
  const reached = after(...active, reach(5, 98, 100));

  it('pauses every active campaign', () => {
    expect(reached.slice(-2)).toMatchObject([
      {
        type: 'BudgetReached',
        data: { capMicros: 100 * unit, observedMicros: 98 * unit, estimatedMicros: 100 * unit },
      },
      { type: 'PauseRequested', data: { workflowId: run(5), cause: 'budget', targets: [{}, {}, {}] } },
    ]);
  });

  it('is not spent before the estimate says so', () => {
    given(...after(...active))
      .when(reach(5, 98, 99))
      .thenNothing();
  });

  it('waits for the run under way, and pauses then', () => {
    const during = after(...mixed, deploy(4), reach(5, 100));
    expect(during.at(-1)).toMatchObject({ type: 'BudgetReached' });
    expect(decided(during, endOf('deploy')).at(-1)).toMatchObject({
      type: 'PauseRequested',
      data: { workflowId: run(5), cause: 'budget' },
    });
  });

  it('pauses beside a sync', () => {
    expect(after(...active, sync(4), reach(5, 100)).at(-1)).toMatchObject({ type: 'PauseRequested' });
  });

  it('pauses again what a platform did not pause', () => {
    const half = after(...active, reach(5, 100), endOf('pause', { meta: still('active') }));
    expect(decided(half, reach(6, 101)).at(-1)).toMatchObject({
      type: 'PauseRequested',
      data: { workflowId: run(6), targets: [{ platform: 'meta' }] },
    });
  });

  it('is told once while the pause is under way', () => {
    given(...reached)
      .when(reach(6, 101))
      .thenNothing();
  });

  it('lets nothing start again before the total is raised', () => {
    const stopped = [...active, reach(5, 100), endOf('pause')] as const;
    given(...after(...stopped))
      .when(resume(6))
      .thenRejects('budget-spent');
    const raised = after(...stopped, budget(6, [60, 30, 20]));
    expect(refusalOf(stateOf([...raised, ...decided(raised, endOf('sync'))]), resume(7))).toBeUndefined();
  });
});
