import type { OrchestrationEvent, Platform } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import fc from 'fast-check';
import type { OrchestrationCommand } from './commands.ts';
import { orchestrationDecider } from './orchestration.ts';
import { budget, complete, deploy, draft, endOf, notMade, pause, refusalOf, resume, sync } from './samples.ts';
import type { Orchestration } from './state.ts';

/** Random lives of an orchestration, for the laws beside this file. */

export type History = readonly OrchestrationEvent[];
/** A command that may come next; `undefined` when there is nothing that it could be about. */
export type Move = (history: History, n: number) => OrchestrationCommand | undefined;

const { decide, evolve } = orchestrationDecider;
export const goals = ['deploy', 'pause', 'resume', 'complete', 'sync'] as const;

/** How a platform may come out: well, refused, gone, or (from a deployment) left behind. */
const result = fc.constantFrom('well', 'well', 'well', 'refused', 'left-behind', 'not-made');
export const results = fc.tuple(result, result, result);

const failure = (goal: (typeof goals)[number], how: string): object => {
  if (how === 'well' || goal === 'sync') return how === 'well' ? {} : { error: 'refused' };
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

/** The end of whatever is under way. */
const endOfCurrent =
  (kind: 'life cycle' | 'sync', how: readonly string[]): Move =>
  (history, n) => {
    const state = fold(orchestrationDecider, history);
    if (state.status === 'absent') return undefined;
    const goal = kind === 'sync' ? state.syncRun && 'sync' : state.lifecycleRun?.goal;
    return goal ? end(goal, how)(history, n) : undefined;
  };

const units = fc.integer({ min: 0, max: 60 });
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
  fc.tuple(fc.constantFrom(...goals), results).map(([goal, how]) => end(goal, how)),
  { weight: 4, arbitrary: results.map((how) => endOfCurrent('life cycle', how)) },
  { weight: 2, arbitrary: results.map((how) => endOfCurrent('sync', how)) },
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
