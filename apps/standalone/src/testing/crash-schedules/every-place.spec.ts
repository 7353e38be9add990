import {
  operationKind,
  stepName,
  syncType,
  type WorkflowPurpose,
  workflowPurpose,
  workflowType,
} from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ofType } from './histories.ts';
import { type Case, caseOf, placesIn, wrongWhenKilled } from './play.ts';
import { scenarios } from './scenarios.ts';

const cases = new Map<string, Case>();

const runsOf = ({ undisturbed }: Case) => [...undisturbed.histories.runs.values()];
const startsOf = (each: Case) =>
  runsOf(each).flatMap((run) => ofType(run, 'WorkflowStarted').map(({ data }) => ({ run, data })));

describe('A process that is killed at any place of a run', () => {
  beforeAll(async () => {
    for (const scenario of scenarios) cases.set(scenario.title, await caseOf(scenario));
  }, 60_000);

  it.each(scenarios.map(({ title }) => title))(
    'comes to the same end as if it had not been: %s',
    async (title) => {
      const each = cases.get(title) as Case;
      const { faults, world } = each.undisturbed;
      expect(faults).toEqual([]);
      expect(world.deaths()).toBe(0);
      const wrong: string[] = [];
      for (const place of placesIn(world.deeds(), 'telling')) wrong.push(...(await wrongWhenKilled(each, place)));
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('is killed over every kind of run, sync and operation that there is, and over every step', () => {
    const all = [...cases.values()];
    const started = all.flatMap(startsOf).map(({ data }) => data);
    const seen = (values: readonly string[]) => [...new Set(values)].toSorted();
    const sorted = (values: readonly string[]) => values.toSorted();
    expect(seen(started.map((run) => run.workflowType))).toEqual(sorted(workflowType.options));
    const goals = workflowPurpose.options.map((option) => option.shape.goal.value);
    expect(seen(started.map(({ purpose }) => purpose.goal))).toEqual(sorted(goals));
    const syncs = started.flatMap(({ purpose }) => (purpose.goal === 'sync' ? [purpose.syncType] : []));
    expect(seen(syncs)).toEqual(sorted(syncType.options));
    const events = all.flatMap(runsOf).flat();
    expect(seen(ofType(events, 'OperationRequested').map(({ data }) => data.task.kind))).toEqual(
      sorted(operationKind.options),
    );
    expect(seen(ofType(events, 'StepStarted').map(({ data }) => data.step))).toEqual(sorted(stepName.options));
  });

  it('is killed over a budget that is moved as it was recommended', () => {
    const changes = [...cases.values()].flatMap(({ undisturbed: { histories } }) =>
      ofType(histories.orchestration, 'BudgetChanged').filter(({ data }) => data.recommendedBy !== undefined),
    );
    expect(changes).toHaveLength(1);
  });

  it('has every step of its definition behind it where nothing went wrong', () => {
    const completed = [...cases.values()]
      .flatMap(startsOf)
      .filter(({ run }) => ofType(run, 'WorkflowCompleted').length > 0);
    for (const { run, data } of completed) {
      expect(ofType(run, 'StepCompleted').map(({ data: { step } }) => step)).toEqual(data.steps);
    }
    const goals = completed.map(({ data }) => data.purpose.goal satisfies WorkflowPurpose['goal']);
    expect(new Set(goals).size).toBe(workflowPurpose.options.length);
  });
});
