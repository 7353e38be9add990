import type { ActionClass, OrchestrationId, Platform, RuleHold, RuleId, RuleRunId } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { dateIn } from '../../pacing/account-days.ts';
import { areOpposite } from '../action-class.ts';
import { touchedBy } from '../action-history.ts';
import { daysNeeded } from '../conditions.ts';
import { evaluateRules } from '../evaluate.ts';
import { utcDay } from '../moves.ts';
import type { RuleActed, RuleEvaluation, RuleToEvaluate } from '../types.ts';
import type { OrchestrationHistory } from './history.ts';
import { replayed } from './replayed.ts';
import { type TestedRule, ticksOf } from './ticks.ts';
import { type WouldBe, wouldBe } from './would-be.ts';

export type BacktestQuestion = Readonly<{
  /** As they are to be tried, whether they are enabled or not; several rules meet in the same arbiter. */
  rules: readonly TestedRule[];
  history: readonly OrchestrationHistory[];
  /** Instants, both included. */
  from: string;
  to: string;
  /** Opposite actions on one platform within so many days are flapping; 7 if it is not said. */
  flappingDays?: number;
}>;

type Side = Readonly<{ at: string; ruleId: RuleId; class: ActionClass }>;

export type Flapping = Readonly<{
  orchestrationId: OrchestrationId;
  platform: Platform;
  first: Side;
  then: Side;
}>;

export type RuleBacktest = Readonly<{
  ruleId: RuleId;
  /** Looks at an entity, those at which the conditions held, and what came of all of its actions. */
  evaluations: number;
  matched: number;
  fires: number;
  firesByClass: Readonly<Partial<Record<ActionClass, number>>>;
  holds: Readonly<Partial<Record<RuleHold, number>>>;
}>;

export type BudgetShift = Readonly<{
  orchestrationId: OrchestrationId;
  platform: Platform;
  currency: string;
  netMicros: number;
  movedMicros: number;
}>;

export type BacktestAnswer = Readonly<{
  from: string;
  to: string;
  rules: readonly RuleBacktest[];
  /** The first 1,000, in the order of time; `firesInAll` are counted. */
  fires: readonly RuleActed[];
  firesInAll: number;
  shifts: readonly BudgetShift[];
  flapping: readonly Flapping[];
  caveat: string;
}>;

const dayMs = 86_400_000;
const mostFires = 1_000;

/** What no replay can know. */
export const backtestCaveat =
  'The results are those that came without these rules: what a platform would have brought with another budget, paused or with ' +
  'other creatives is not known. So it says when the rules would have acted and what they would have moved, not what that would ' +
  'have brought. An optimization is counted, its split is not made up. Results are seen as they had been reported by then.';

type Counts = {
  evaluations: number;
  matched: number;
  fires: number;
  firesByClass: Partial<Record<ActionClass, number>>;
  holds: Partial<Record<RuleHold, number>>;
};

const counted = (counts: Counts, { matched, verdicts }: RuleEvaluation): void => {
  counts.evaluations += 1;
  counts.matched += matched ? 1 : 0;
  for (const { hold, class: of } of verdicts) {
    if (hold === null) {
      counts.fires += 1;
      counts.firesByClass[of] = (counts.firesByClass[of] ?? 0) + 1;
    } else counts.holds[hold] = (counts.holds[hold] ?? 0) + 1;
  }
};

/** Thousands of platforms are looked at in the same moments. */
const accountDates = () => {
  const known = new Map<string, string>();
  return (zone: string, instant: string): string => {
    const key = `${zone} ${instant}`;
    const date = known.get(key) ?? dateIn(zone, Date.parse(instant));
    known.set(key, date);
    return date;
  };
};

type Tested = Readonly<{ history: OrchestrationHistory; state: WouldBe }>;

/** The direction in which an action goes at each platform: who gives to another goes down. */
const sidesOf = ({ command, at, ruleId, class: of }: RuleActed): readonly (readonly [Platform, Side])[] =>
  command.type === 'change-budget'
    ? command.parts.map(({ platform, beforeMicros, afterMicros }) => {
        const direction = afterMicros > beforeMicros ? 'increase' : 'decrease';
        return [platform, { at, ruleId, class: direction }] as const;
      })
    : touchedBy(command).map((platform) => [platform, { at, ruleId, class: of }] as const);

/** Opposite to what was done last at the same platform, within so many days. */
const flappingWatch = (days: number) => {
  const last = new Map<string, Side[]>();
  const found: Flapping[] = [];
  return {
    found,
    see: (acted: RuleActed): void => {
      const { orchestrationId } = acted;
      for (const [platform, then] of sidesOf(acted)) {
        const key = `${orchestrationId} ${platform}`;
        const recent = (last.get(key) ?? []).filter(({ at }) => Date.parse(then.at) - Date.parse(at) <= days * dayMs);
        const first = recent.findLast((side) => areOpposite(side.class, then.class));
        if (first !== undefined) found.push({ orchestrationId, platform, first, then });
        last.set(key, [...recent, then]);
      }
    },
  };
};

/** Which rules look at which orchestration at each moment, in the order of time and then of the orchestrations. */
const agenda = ({ rules, history, from, to }: BacktestQuestion) => {
  const due = new Map<number, Map<number, TestedRule[]>>();
  for (const rule of rules) {
    const ticks = ticksOf(rule, Date.parse(from), Date.parse(to));
    history.forEach((orchestration, index) => {
      if (rule.orchestrationId !== null && rule.orchestrationId !== orchestration.orchestrationId) return;
      for (const at of ticks(orchestration)) {
        const looks = due.get(at) ?? new Map<number, TestedRule[]>();
        due.set(at, looks.set(index, [...(looks.get(index) ?? []), rule]));
      }
    });
  }
  return [...due]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([at, looks]) => [...looks].toSorted(([a], [b]) => a - b).map(([index, due]) => ({ at, index, due })));
};

const toEvaluate = (rule: TestedRule, now: string): RuleToEvaluate => ({
  ...rule,
  trigger: rule.content.document.trigger.on,
  runId: derivedId('backtest', rule.ruleId, now) as RuleRunId,
});

/** How often each rule has acted since the day began, over all orchestrations. */
const dayCounter = () => {
  let day = '';
  let counts: Partial<Record<RuleId, number>> = {};
  return {
    today: (now: string): Readonly<Partial<Record<RuleId, number>>> => {
      if (utcDay(now) !== day) [day, counts] = [utcDay(now), {}];
      return counts;
    },
    add: ({ ruleId, command }: RuleActed): void => {
      if (command.type !== 'notify') counts = { ...counts, [ruleId]: (counts[ruleId] ?? 0) + 1 };
    },
  };
};

/**
 * What these rules would have done between two moments, looking at what was known at each: a fact is not seen before it was
 * observed, a setting not before it was made. What a rule would have moved is carried on; results are those that came.
 */
export const backtest = (question: BacktestQuestion): BacktestAnswer => {
  const { rules, history, from, to, flappingDays = 7 } = question;
  const kept = daysNeeded(rules.map(({ content }) => content.document)) + 1;
  const dates = accountDates();
  const tested = history.map((each): Tested => ({ history: each, state: wouldBe(each, replayed(each, kept, dates)) }));
  const counts = new Map<RuleId, Counts>(
    rules.map(({ ruleId }) => [ruleId, { evaluations: 0, matched: 0, fires: 0, firesByClass: {}, holds: {} }]),
  );
  const counter = dayCounter();
  const watch = flappingWatch(flappingDays);
  const fires: RuleActed[] = [];
  let firesInAll = 0;

  for (const { at, index, due } of agenda(question)) {
    const now = new Date(at).toISOString();
    const { state } = tested[index] as Tested;
    const snapshot = state.snapshot(now, counter.today(now));
    if (snapshot === undefined) continue;
    const { evaluations, actions } = evaluateRules({ snapshot, rules: due.map((rule) => toEvaluate(rule, now)) });
    for (const evaluation of evaluations) counted(counts.get(evaluation.ruleId) as Counts, evaluation);
    for (const acted of actions) {
      state.act(acted);
      counter.add(acted);
      watch.see(acted);
      if (fires.length < mostFires) fires.push(acted);
    }
    firesInAll += actions.length;
  }

  return {
    ...{ from, to, fires, firesInAll, flapping: watch.found, caveat: backtestCaveat },
    rules: [...counts].map(([ruleId, each]) => ({ ruleId, ...each })),
    shifts: tested.flatMap(({ history: { orchestrationId, currency }, state }) =>
      state.shifts().map((shift) => ({ orchestrationId, currency, ...shift })),
    ),
  };
};
