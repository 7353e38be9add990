import type { FaultRule } from '@campaigns/ad-sandbox';
import { failurePolicy, type Platform, platform, type StreamName, syncType } from '@campaigns/contracts';
import { creativeIdOf, type OperatorCommand } from '@campaigns/domain';
import { type Dice, diceOf } from '../chaos/dice.ts';
import { seededRandom } from '../crash-test/seeded-random.ts';
import { type Ground, wholeLog } from './ground.ts';
import { endingOf, endsOf, historiesIn, ofType } from './histories.ts';
import { randomFate } from './random-fate.ts';
import { draft, hero, newBudget, orchestration, sequel, unit } from './samples.ts';
import { stateIn } from './state.ts';
import { faultsOf } from './verdict.ts';
import { openWorld, type World } from './world.ts';

export type ScheduleResult = Readonly<{
  seed: number;
  /** How each run ended, such as `deploy: compensated`. */
  endings: readonly string[];
  kills: number;
  faultsInjected: number;
  /** What is wrong, one line each. */
  faults: readonly string[];
}>;

type Move = (world: World, dice: Dice) => Promise<unknown>;

const hourMs = 3_600_000;

/** Of what each platform is to get now, so much more or less, and as much of the total; never below two thirds. */
const scaledBudget =
  (least: number, most: number): Move =>
  async (world, dice) => {
    const state = await stateIn(world.store);
    if (state.status === 'absent') return;
    const units = Object.fromEntries(
      state.mappings.map(({ platform: name, budgetMicros }) => [
        name,
        Math.max(200, Math.round((budgetMicros / unit) * (dice.between(least, most) / 100))),
      ]),
    );
    await world.ask((asked) => newBudget(asked, units));
  };

/** Part of one platform's budget for another one; the total stays. */
const shiftedBudget: Move = async (world, dice) => {
  const state = await stateIn(world.store);
  if (state.status === 'absent') return;
  const [from, to] = dice.shuffle(state.mappings);
  if (from === undefined || to === undefined) return;
  const micros = Math.floor(from.budgetMicros / unit / 4) * unit;
  await world.ask((asked) => ({
    type: 'AdjustAllocation',
    data: {
      ...asked,
      changes: [
        { platform: from.platform, deltaMicros: -micros },
        { platform: to.platform, deltaMicros: micros },
      ],
    },
  }));
};

/** One platform alone. */
const switched = async (type: 'RequestPause' | 'RequestResume', world: World, dice: Dice): Promise<void> => {
  const state = await stateIn(world.store);
  if (state.status === 'absent') return;
  const { platform: one } = dice.pick(state.mappings);
  await world.ask((asked) => ({ type, data: { ...asked, platforms: [one] } }));
};

/** One creative rests and the other one is shown, on one platform. */
const rotated: Move = async (world, dice) => {
  const state = await stateIn(world.store);
  if (state.status === 'absent') return;
  const { platform: one } = dice.pick(state.mappings);
  const [show, rest] = dice.shuffle([0, 1]).map((index) => creativeIdOf(orchestration, index));
  if (show === undefined || rest === undefined) return;
  await world.ask((asked) => ({
    type: 'RequestRotation',
    data: { ...asked, rotations: [{ platform: one, show: [show], rest: [rest] }] },
  }));
};

const moves: readonly Move[] = [
  (world) => world.ask((data) => ({ type: 'RequestDeployment', data })),
  (world) => world.ask((data) => ({ type: 'RequestPause', data })),
  (world) => world.ask((data) => ({ type: 'RequestResume', data })),
  (world, dice) => switched('RequestPause', world, dice),
  (world, dice) => switched('RequestResume', world, dice),
  rotated,
  rotated,
  (world) => world.ask((data) => ({ type: 'RequestPlan', data })),
  (world) => world.ask((data) => ({ type: 'RequestCleanUp', data })),
  (world, dice) => {
    const optimization = { apply: true, mostChangePercent: dice.pick([10, 30]), sinceDays: 14 };
    return world.ask((data) => ({ type: 'RequestOptimization', data: { ...data, ...optimization } }));
  },
  (world, dice) => {
    const wanted = dice.pick(syncType.options);
    return world.ask((data) => ({ type: 'RequestSync', data: { ...data, syncType: wanted, trigger: 'manual' } }));
  },
  scaledBudget(100, 150),
  scaledBudget(67, 100),
  scaledBudget(67, 150),
  shiftedBudget,
  async (world, dice) => world.moveOn(dice.between(1, 24) * hourMs),
];

/** How platforms fail: 5 % server errors, 3 % cut off before the effect, 5 % after it, 3 % too many calls, 4 % refusals. */
const failures: readonly FaultRule[] = [
  { kind: 'server_error', probability: 0.05 },
  { kind: 'drop_before', probability: 0.03 },
  { kind: 'drop_after_commit', probability: 0.05 },
  { kind: 'rate_limit', probability: 0.03, waitSeconds: 20 },
  { kind: 'validation', operation: 'create', probability: 0.04 },
  { kind: 'validation', operation: 'resume', probability: 0.04 },
];

/** Runs that wait for a person, the oldest first. */
const waitingRuns = async ({ store }: World): Promise<readonly StreamName[]> =>
  [...historiesIn(await wholeLog(store)).runs].flatMap(([id, run]) =>
    ofType(run, 'OperatorNeeded').length > 0 && endsOf(run).length === 0 ? [`workflow-${id}` as const] : [],
  );

/** A person sees to every run that waits for one, until there is none. */
const seeToRuns: Move = async (world, dice) => {
  for (let [run] = await waitingRuns(world); run !== undefined; [run] = await waitingRuns(world)) {
    const verb = dice.pick<(now: string) => OperatorCommand>([
      (now) => ({ type: 'CancelRun', data: { reason: 'Changed offer', now } }),
      (now) => ({ type: 'ResumeRun', data: { now } }),
    ]);
    await world.operate(run, verb);
    await world.settle();
  }
};

const goOnFor = async (world: World, count: number): Promise<void> => {
  for (let done = 0; done < count; done += 1) await world.move();
};

/** A draft on some platforms. */
const drafted = (dice: Dice): ReturnType<typeof draft> => {
  const names: readonly Platform[] = dice.shuffle(platform.options).slice(0, dice.between(2, 3));
  const units = Object.fromEntries(names.map((name) => [name, dice.between(400, 2_000)]));
  const creatives = dice.pick([[], [hero], [hero, sequel], [hero, sequel]]);
  return draft({ units, creatives, failurePolicy: dice.pick(failurePolicy.options) });
};

/**
 * One orchestration that is deployed and then has several things asked of it, some while others are under way, on platforms
 * that fail and a process that is killed up to six times. All that is left to chance follows from the seed.
 */
export const playSchedule = async (ground: Ground, seed: number): Promise<ScheduleResult> => {
  const random = seededRandom(seed);
  const dice = diceOf(random);
  const chance = { pick: dice.pick, behind: () => dice.between(0, 12), random };
  const fate = randomFate(dice.between(1, 6), random);
  const world = await openWorld({ ground, fate, chance, listLagMs: dice.pick([0, 3_000]) });
  await world.ask(() => drafted(dice));
  world.sandbox.setFaults(dice.pick([failures, failures, []]));
  await world.ask((data) => ({ type: 'RequestDeployment', data }));
  for (let left = dice.between(3, 8); left > 0; left -= 1) {
    if (dice.pick([true, false])) await world.settle();
    else await goOnFor(world, dice.between(0, 30));
    if (dice.pick([true, false])) await seeToRuns(world, dice);
    await dice.pick(moves)(world, dice);
  }
  if (dice.pick([true, false])) await world.ask((data) => ({ type: 'RequestCompletion', data }));
  await world.settle();
  await seeToRuns(world, dice);
  const { sandbox } = world;
  const log = await wholeLog(world.store);
  const held = { campaigns: sandbox.campaigns(), children: sandbox.children() };
  return {
    seed,
    endings: [...historiesIn(log).runs.values()].flatMap((run) =>
      endsOf(run).map((end) => `${end.data.purpose.goal}: ${endingOf(end)}`),
    ),
    kills: world.deaths(),
    faultsInjected: sandbox.faultsStruck(),
    faults: [...world.wrong, ...faultsOf(log, held)],
  };
};
