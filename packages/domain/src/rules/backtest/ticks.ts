import { nextOnSchedule } from '../../time/cron.ts';
import type { RuleToEvaluate } from '../types.ts';
import type { OrchestrationHistory } from './history.ts';

const hourMs = 3_600_000;

/** A backtest looks at most so often: a rule that looks more often is shown by the hour. */
export const tickMs = hourMs;
const dayMs = 24 * hourMs;

export type TestedRule = Omit<RuleToEvaluate, 'runId' | 'trigger'>;

/** Instants at least an hour apart, in their order. */
const thinned = (instants: readonly number[]): readonly number[] => {
  const kept: number[] = [];
  for (const at of instants.toSorted((a, b) => a - b)) {
    const last = kept.at(-1);
    if (last === undefined || at - last >= tickMs) kept.push(at);
  }
  return kept;
};

const onSchedule = (cron: string, zone: string, fromMs: number, toMs: number): readonly number[] => {
  const times: number[] = [];
  // One that comes within the hour is left out, so the next is asked for an hour later.
  let next = Date.parse(nextOnSchedule({ cron, zone }, new Date(fromMs - 1).toISOString()));
  while (next <= toMs) {
    times.push(next);
    next = Date.parse(nextOnSchedule({ cron, zone }, new Date(next + tickMs - 1).toISOString()));
  }
  return times;
};

const daily = (fromMs: number, toMs: number): readonly number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / dayMs) + 1 }, (_, index) => fromMs + index * dayMs);

/** When results of an orchestration came in. */
const arrivals = ({ facts }: OrchestrationHistory, fromMs: number, toMs: number): readonly number[] => {
  const times = new Set(facts.map(({ observedAt }) => Date.parse(observedAt)));
  return thinned([...times].filter((at) => at >= fromMs && at <= toMs));
};

/** When a rule looks at each orchestration; one that a person runs is shown as though it were run every day. */
export const ticksOf = (
  { content: { document } }: TestedRule,
  fromMs: number,
  toMs: number,
): ((history: OrchestrationHistory) => readonly number[]) => {
  const { trigger } = document;
  if (trigger.on === 'performance') return (history) => arrivals(history, fromMs, toMs);
  const times = trigger.on === 'schedule' ? onSchedule(trigger.cron, trigger.zone, fromMs, toMs) : daily(fromMs, toMs);
  return () => times;
};
