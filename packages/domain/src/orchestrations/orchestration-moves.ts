import type { OrchestrationEvent, Platform } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import fc from 'fast-check';
import type { OrchestrationCommand } from './commands.ts';
import { orchestrationDecider } from './orchestration.ts';
import {
  adjust,
  archive,
  budget,
  cancelSchedule,
  cleanUp,
  complete,
  deploy,
  draft,
  endFlight,
  endOf,
  lock,
  notMade,
  optimize,
  pause,
  plan,
  reach,
  refusalOf,
  resume,
  rotate,
  schedule,
  start,
  sync,
  unit,
  update,
  withAds,
} from './samples.ts';
import type { Orchestration } from './state.ts';

/** Random lives of an orchestration, for the laws beside this file. */

export type History = readonly OrchestrationEvent[];
/** A command that may come next; `undefined` when there is nothing that it could be about. */
export type Move = (history: History, n: number) => OrchestrationCommand | undefined;

const { decide, evolve } = orchestrationDecider;
export const goals = [
  'deploy',
  'pause',
  'resume',
  'complete',
  'sync',
  'plan',
  'optimize',
  'rotate',
  'clean_up',
] as const;

/** How a platform may come out: well, refused, gone, or (from a deployment) left behind. */
const result = fc.constantFrom('well', 'well', 'well', 'refused', 'left-behind', 'not-made');
export const results = fc.tuple(result, result, result);

const failure = (goal: (typeof goals)[number], how: string): object => {
  const onlyLooks = goal === 'sync' || goal === 'plan' || goal === 'optimize' || goal === 'rotate';
  if (goal === 'deploy' && how === 'well') return withAds(2);
  if (how === 'well' || onlyLooks) return how === 'well' ? {} : { error: 'refused' };
  if (goal === 'clean_up') return { status: 'failed', platformCampaignId: 'left', tag: 'op-left', error: 'refused' };
  if (goal === 'pause' || goal === 'complete') return { status: 'active', error: 'refused' };
  if (goal === 'resume') return { status: 'paused', error: 'refused' };
  return how === 'not-made' ? notMade : { status: how === 'refused' ? 'paused' : 'failed', error: 'refused' };
};

export const end =
  (goal: (typeof goals)[number], how: readonly string[]): Move =>
  (history) => {
    const outcomes = Object.fromEntries(
      (['meta', 'google', 'tiktok'] satisfies Platform[]).map((platform, index) => [
        platform,
        failure(goal, how[index] ?? ''),
      ]),
    );
    try {
      return endOf(goal, outcomes)(history);
    } catch {
      return undefined;
    }
  };

/** A sync that found something changed on a platform, which is to be taken over. */
const adopting =
  (units: number, what: 'budget' | 'paused' | 'active' | 'removed'): Move =>
  (history) => {
    const state = fold(orchestrationDecider, history);
    if (state.status === 'absent' || state.syncRun === null) return undefined;
    const adopted = {
      budget: { budget: { micros: units * unit, currency: 'USD' } },
      paused: { status: 'paused' },
      active: { status: 'active' },
      removed: { removed: true },
    }[what];
    try {
      return endOf('sync', { google: { adopted } as object })(history);
    } catch {
      return undefined;
    }
  };

/** A run that has started some of its campaigns, and takes long to end. */
const startedSoFar =
  (goal: 'deploy' | 'resume', how: readonly string[]): Move =>
  (history, n) => {
    const state = fold(orchestrationDecider, history);
    if (state.status === 'absent' || state.lifecycleRun?.goal !== goal) return undefined;
    const ended = end(goal, how)(history, n);
    if (ended?.type !== 'RecordWorkflowEnd') return undefined;
    const { workflowId, outcomes, now } = ended.data;
    return { type: 'RecordProgress', data: { workflowId, outcomes, now } };
  };

const recommending: Move = (history) => {
  const state = fold(orchestrationDecider, history);
  if (state.status === 'absent' || state.mappings.length < 2) return undefined;
  const parts = state.mappings.map(({ platform, budgetMicros }) => ({ platform, beforeMicros: budgetMicros }));
  const moved = parts.map((part, index) => ({
    ...part,
    afterMicros: part.beforeMicros + (index === 0 ? unit : index === 1 ? -unit : 0),
    reason: 'brought more',
  }));
  const allocation = moved.map(({ platform, afterMicros }) => ({ platform, amountMicros: afterMicros }));
  try {
    return endOf('optimize', {}, undefined, { recommendation: { allocation, reasons: moved } })(history);
  } catch {
    return undefined;
  }
};

/** The end of whatever is under way. */
const endOfCurrent =
  (kind: 'life cycle' | 'sync', how: readonly string[]): Move =>
  (history, n) => {
    const state = fold(orchestrationDecider, history);
    if (state.status === 'absent') return undefined;
    if (kind === 'life cycle')
      return state.lifecycleRun === null ? undefined : end(state.lifecycleRun.goal, how)(history, n);
    const isOfRun = ({ type, data }: History[number]) =>
      type === 'RotationRequested' && data.workflowId === state.syncRun;
    const goal = history.some(isOfRun) ? 'rotate' : 'sync';
    return state.syncRun === null ? undefined : end(goal, how)(history, n);
  };

const units = fc.integer({ min: 0, max: 60 });
/** At most once: nothing comes after it. */
export const archiving: Move = () => archive();
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constant<Move>((_, n) => deploy(n)),
  fc.constant<Move>((_, n) => pause(n)),
  fc.constant<Move>((_, n) => resume(n)),
  fc.constant<Move>((_, n) => complete(n)),
  fc.constantFrom('full', 'settings', 'performance', 'creative').map(
    (syncType): Move =>
      (_, n) => {
        const { type, data } = sync(n);
        return { type, data: { ...data, syncType: syncType as 'full' } };
      },
  ),
  fc.tuple(units, units, units, fc.option(units)).map(
    ([meta, google, tiktok, total]): Move =>
      (_, n) =>
        budget(n, [meta, google, tiktok], total ?? undefined),
  ),
  fc.tuple(units, units).map(
    ([up, down]): Move =>
      (_, n) =>
        adjust(n, { meta: up, google: -down }),
  ),
  fc.integer({ min: 50, max: 200 }).map(
    (spent): Move =>
      (_, n) =>
        reach(n, spent),
  ),
  fc.constantFrom<Move>(
    (_, n) => plan(n),
    (_, n) => optimize(n),
    () => lock('google'),
    (_, n) => cleanUp(n),
    (_, n) => rotate(n, { show: [1], rest: [2] }),
    (_, n) => rotate(n, { platform: 'meta', rest: [1] }),
    (_, n) => ({ type: 'RequestPause', data: { ...pause(n).data, platforms: ['google'] } }),
    (_, n) => ({ type: 'RequestResume', data: { ...resume(n).data, platforms: ['google', 'meta'] } }),
    (_, n) => start(n),
    (_, n) => endFlight(n, '2026-04-30T09:00:00.000Z'),
    (_, n) => update(n, { name: `Name ${n % 3}` }),
    recommending,
  ),
  fc.constantFrom('run', 'skip', 'ask').map(
    (late): Move =>
      () =>
        schedule(undefined, { late: late as 'run' }),
  ),
  fc.constantFrom('skip', 'ask').map(
    (late): Move =>
      (_, n) =>
        start(n, undefined, `2026-03-02T0${late === 'skip' ? 3 : 4}:00:00.000Z`),
  ),
  { weight: 1, arbitrary: fc.constant<Move>(() => cancelSchedule()) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(units, fc.constantFrom('budget', 'paused', 'active', 'removed'))
      .map(([micros, what]) => adopting(micros, what as 'budget')),
  },
  fc.tuple(fc.constantFrom(...goals), results).map(([goal, how]) => end(goal, how)),
  { weight: 4, arbitrary: results.map((how) => endOfCurrent('life cycle', how)) },
  { weight: 2, arbitrary: results.map((how) => endOfCurrent('sync', how)) },
  fc.tuple(fc.constantFrom('deploy', 'resume'), results).map(([goal, how]) => startedSoFar(goal as 'deploy', how)),
);
export const moves = fc.array(move, { maxLength: 30, size: 'max' });

export type Told = Readonly<{
  before: Orchestration;
  command: OrchestrationCommand;
  events: History;
  after: Orchestration;
  history: History;
}>;

/** Plays the moves on a draft; refused commands leave no event. `watch` sees every command. */
export const play = (list: readonly Move[], watch: (told: Told) => void = () => undefined): History => {
  const history: OrchestrationEvent[] = [];
  let state: Orchestration = orchestrationDecider.initialState;
  [() => draft(), ...list].forEach((next, n) => {
    const command = next(history, n + 1);
    if (command === undefined) return;
    const before = state;
    const events = refusalOf(before, command) === undefined ? decide(command, before) : [];
    history.push(...events);
    state = events.reduce(evolve, before);
    watch({ before, command, events, after: state, history });
  });
  return history;
};
