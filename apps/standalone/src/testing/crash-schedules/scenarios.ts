import { orchestrationCodec, type SyncType, workflowId } from '@campaigns/contracts';
import { creativeIdOf, orchestrationDecider } from '@campaigns/domain';
import { derivedId, toAppend } from '@campaigns/event-sourcing';
import { org, wholeLog } from './ground.ts';
import { historiesIn } from './histories.ts';
import { draft, hero, newBudget, orchestration, sequel, unit } from './samples.ts';
import { stateIn } from './state.ts';
import type { World } from './world.ts';

/** A run, and all that it brings with it, on what came before it. */
export type Scenario = Readonly<{
  title: string;
  /** Nobody is killed over it. */
  before: readonly Act[];
  /** What the process is killed over, at every place. */
  act: Act;
}>;

/** Ends at rest. */
export type Act = (world: World) => Promise<void>;

const dayMs = 86_400_000;

/** Throws when it is refused: then nothing would be shown. */
const taken = async (refusal: Promise<string | undefined>): Promise<void> => {
  const code = await refusal;
  if (code !== undefined) throw new Error(`Refused: ${code}`);
};

const asking =
  (...args: Parameters<World['ask']>): Act =>
  async (world) => {
    await taken(world.ask(...args));
    await world.settle();
  };

const two = { meta: 600, google: 400 } as const;

const drafting = (options: Parameters<typeof draft>[0]): Act => asking(() => draft(options));
const deploying = asking((data) => ({ type: 'RequestDeployment', data }));
const deployed = [drafting({ units: two }), deploying] as const;
const pausing = asking((data) => ({ type: 'RequestPause', data }));
const syncing = (type: SyncType): Act =>
  asking((data) => ({ type: 'RequestSync', data: { ...data, syncType: type, trigger: 'manual' } }));
const waiting =
  (days: number): Act =>
  async (world) =>
    world.moveOn(days * dayMs);

/** A platform that refuses every activation, whatever is tried. */
const refusingActivations =
  (isSo: boolean): Act =>
  async ({ sandbox }) =>
    sandbox.setFaults(isSo ? [{ platform: 'google', operation: 'resume', kind: 'validation', probability: 1 }] : []);

const inOrder =
  (...acts: readonly Act[]): Act =>
  async (world) => {
    for (const act of acts) await act(world);
  };

/** A deployment as it was asked for before there were ads. */
const deployingWithoutAds: Act = async (world) => {
  const { store, clock } = world;
  const state = await stateIn(store);
  if (state.status === 'absent') throw new TypeError('Nothing was drafted');
  const stream = `orchestration-${orchestration}` as const;
  const commandId = derivedId('crash-schedules', 'without-ads');
  const data = { workflowId: workflowId.parse(derivedId(commandId, 'run')), now: clock.now().toISOString() };
  const decided = orchestrationDecider.decide({ type: 'RequestDeployment', data }, { ...state, creatives: [] });
  const { revision } = await store.load(stream);
  await store.append(
    stream,
    revision,
    toAppend(decided, orchestrationCodec, {
      ...{ commandId, correlationId: commandId, causationId: commandId, orgId: org },
      ...{ actor: { kind: 'user', id: 'otto' }, occurredAt: data.now },
    }),
  );
  await world.settle();
};

const callingOff: Act = async (world) => {
  const run = historiesIn(await wholeLog(world.store))
    .runs.keys()
    .toArray()
    .at(-1);
  await taken(
    world.operate(`workflow-${run}`, (now) => ({ type: 'CancelRun', data: { reason: 'Changed offer', now } })),
  );
  await world.settle();
};

/** Less than it has, so that an optimization has something to move. */
const limitingMeta: Act = asking(({ now }) => ({
  type: 'SetBudgetLimits',
  data: { now, limits: [{ platform: 'meta', leastMicros: null, mostMicros: 550 * unit, locked: false }] },
}));

/** By their places in the draft, on both platforms. */
const rotating = ({ show, rest }: Readonly<{ show: number; rest: number }>): Act =>
  asking((data) => ({
    type: 'RequestRotation',
    data: {
      ...data,
      rotations: (['meta', 'google'] as const).map((platform) => ({
        ...{ platform, show: [creativeIdOf(orchestration, show)], rest: [creativeIdOf(orchestration, rest)] },
      })),
    },
  }));

/** Every type of sync there is. */
const syncs: Readonly<Record<SyncType, Scenario>> = {
  full: { title: 'a full sync', before: deployed, act: syncing('full') },
  incremental: { title: 'an incremental sync', before: deployed, act: syncing('incremental') },
  settings: {
    title: 'a sync of the settings that lowers one budget and raises another',
    before: deployed,
    act: asking((asked) => newBudget(asked, { meta: 400, google: 600 })),
  },
  performance: { title: 'a sync of the results', before: [...deployed, waiting(2)], act: syncing('performance') },
  creative: {
    title: 'a sync of the creatives that makes ads where there were none',
    before: [drafting({ units: two }), deployingWithoutAds],
    act: syncing('creative'),
  },
};

/** What every kind of run does when nothing, or a platform, goes wrong. */
export const scenarios: readonly Scenario[] = [
  { title: 'a deployment with ads', before: [drafting({ units: two })], act: deploying },
  {
    title: 'a deployment that fails and is rolled back',
    before: [drafting({ units: two, failurePolicy: 'rollback' })],
    act: inOrder(refusingActivations(true), deploying),
  },
  {
    title: 'a deployment that waits for a person, who calls it off',
    before: [drafting({ units: two, failurePolicy: 'ask' })],
    act: inOrder(refusingActivations(true), deploying, callingOff),
  },
  { title: 'a plan', before: [drafting({ units: two })], act: asking((data) => ({ type: 'RequestPlan', data })) },
  { title: 'a pause', before: deployed, act: pausing },
  {
    title: 'a resumption',
    before: [...deployed, pausing],
    act: asking((data) => ({ type: 'RequestResume', data })),
  },
  { title: 'a completion', before: deployed, act: asking((data) => ({ type: 'RequestCompletion', data })) },
  {
    title: 'an optimization that moves the budget',
    before: [...deployed, waiting(3), syncing('performance'), limitingMeta],
    act: asking((data) => ({
      type: 'RequestOptimization',
      data: { ...data, apply: true, mostChangePercent: 20, sinceDays: 14 },
    })),
  },
  {
    title: 'a rotation that lets one creative rest and shows another',
    before: [drafting({ units: two, creatives: [hero, sequel] }), deploying],
    act: inOrder(rotating({ show: 0, rest: 1 }), rotating({ show: 1, rest: 0 })),
  },
  {
    title: 'the removal of what a deployment has left behind',
    before: [
      drafting({ units: two, failurePolicy: 'continue' }),
      inOrder(refusingActivations(true), deploying, refusingActivations(false)),
    ],
    act: asking((data) => ({ type: 'RequestCleanUp', data })),
  },
  ...Object.values(syncs),
];
