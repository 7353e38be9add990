import { workflowPurpose } from '@campaigns/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openGround } from './ground.ts';
import { playSchedule, type ScheduleResult } from './random-schedule.ts';
import { playAgain } from './schedules.ts';

describe('An orchestration of which several things are asked while platforms fail and the process is killed', () => {
  const results: ScheduleResult[] = [];

  beforeAll(async () => {
    const ground = await openGround();
    for (let seed = 1; seed <= 60; seed += 1) results.push(await playSchedule(ground, seed));
  }, 120_000);

  it('loses nothing, does nothing twice and never spends more than it may', () => {
    const wrong = results.flatMap(({ seed, faults }) => faults.map((fault) => `${fault} (${playAgain(seed)})`));
    expect(wrong).toEqual([]);
  });

  it('was put to the test', () => {
    const sum = (count: (result: ScheduleResult) => number) => results.reduce((all, each) => all + count(each), 0);
    expect(sum(({ kills }) => kills)).toBeGreaterThan(100);
    expect(sum(({ faultsInjected }) => faultsInjected)).toBeGreaterThan(200);
    const goals = new Set(results.flatMap(({ endings }) => endings.map((ending) => ending.split(':')[0])));
    expect(goals).toEqual(new Set(workflowPurpose.options.map((option) => option.shape.goal.value)));
  });

  it('goes the same way for the same seed', async () => {
    expect(await playSchedule(await openGround(), 7)).toEqual(results[6]);
  });
});
