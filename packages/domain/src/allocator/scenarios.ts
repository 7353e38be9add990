import { microsPerUnit, smallestUnitMicros } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { type Belief, drawsOf, marginalAt, meanAt } from './belief.ts';
import { beliefsOf } from './beliefs.ts';
import { bindingLimits, pricesOf } from './binding.ts';
import { nearestSplit } from './constrained-split.ts';
import { type Curve, outcomesAt } from './curve.ts';
import type { Feasible, Infeasible } from './feasible.ts';
import { hullFill, partValues } from './hull-fill.ts';
import { intervalOf } from './interval.ts';
import type { AllocatorQuestion } from './question.ts';
import { seededRandom } from './random.ts';
import type { Scenario, Wanted } from './scenario.ts';
import { withoutMoveLimit } from './without-move-limit.ts';

/** Curves drawn for each arm: the ends of an interval are known to a few per cent of it. */
const drawCount = 512;

/** What is expected of the best split of a total. */
type Plan = Readonly<{ kind: 'plan'; possible: Feasible; amounts: readonly number[]; mean: number }>;

const planOf = <Key extends string>(
  question: AllocatorQuestion<Key>,
  beliefs: readonly Belief[],
  totalMicros: number,
): Plan | Infeasible => {
  const possible = withoutMoveLimit({ ...question, totalMicros });
  if (possible.kind === 'infeasible') return possible;
  const parts = possible.bounds.map(({ least, most }, arm) =>
    partValues({ least: least * possible.unitMicros, most: most * possible.unitMicros }, totalMicros, (amount) =>
      meanAt(beliefs[arm] as Belief, amount),
    ),
  );
  const amounts = nearestSplit(possible, [...hullFill(totalMicros, parts)]);
  const mean = amounts.reduce((sum, amount, arm) => sum + meanAt(beliefs[arm] as Belief, amount), 0);
  return { kind: 'plan', possible, amounts, mean };
};

const marginalsOf = ({ amounts }: Plan, beliefs: readonly Belief[]) =>
  amounts.map((amountMicros, arm) => ({ amountMicros, marginal: marginalAt(beliefs[arm] as Belief, amountMicros) }));

/** What one more outcome costs where it is cheapest to get; infinite if no part may get more. */
const marginalCost = (plan: Plan, beliefs: readonly Belief[]): number => {
  const { dearest } = pricesOf(plan.possible, marginalsOf(plan, beliefs));
  return dearest > 0 ? microsPerUnit / dearest : Number.POSITIVE_INFINITY;
};

const costOf = (plan: Plan, beliefs: readonly Belief[], by: 'average' | 'marginal'): number =>
  by === 'marginal'
    ? marginalCost(plan, beliefs)
    : plan.amounts.reduce((sum, amount) => sum + amount, 0) / Math.max(plan.mean, Number.MIN_VALUE);

/** Beyond so many times the present budget nothing is known of any curve. */
const mostTimesPresent = 10;
/** Totals that are tried between the least and the greatest, each by the same factor more; then halved between two of them. */
const [totalsTried, halvings] = [40, 12];

type Target = Extract<Wanted, { kind: 'target' }>;

/** The largest total at which an outcome costs no more than it may; or what the cheapest one costs. */
const totalFor = <Key extends string>(
  question: AllocatorQuestion<Key>,
  beliefs: readonly Belief[],
  { costMicros, by }: Target,
): Readonly<{ totalMicros: number | undefined; leastCostMicros: number }> => {
  const unit = smallestUnitMicros(question.currency);
  const whole = (total: number): number => Math.floor(total / unit) * unit;
  const sum = (pick: 'leastMicros' | 'mostMicros'): number =>
    question.arms.reduce((all, arm) => all + (arm.isLocked ? arm.budgetMicros : arm[pick]), 0);
  const most = Math.min(sum('mostMicros'), question.totalMicros * mostTimesPresent);
  const least = Math.max(sum('leastMicros'), question.totalMicros / 100, unit);
  const costAt = (total: number): number => {
    const plan = planOf(question, beliefs, total);
    return plan.kind === 'infeasible' ? Number.POSITIVE_INFINITY : costOf(plan, beliefs, by);
  };
  const totals = Array.from({ length: totalsTried + 1 }, (_, index) =>
    whole(least * (Math.max(most, least) / least) ** (index / totalsTried)),
  );
  const costs = totals.map(costAt);
  const last = costs.findLastIndex((cost) => cost <= costMicros);
  if (last < 0) return { totalMicros: undefined, leastCostMicros: Math.min(...costs) };
  let [low, high] = [totals[last] ?? least, totals[last + 1] ?? totals[last] ?? least];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = whole((low + high) / 2);
    if (costAt(middle) <= costMicros) low = middle;
    else high = middle;
  }
  return { totalMicros: low, leastCostMicros: Math.min(...costs) };
};

/**
 * What other budgets would bring, split as well as the limits allow, by what is believed now. A scenario is where a budget would
 * end, not its first day: the limit on a day's move is left out, all others hold.
 */
export const scenarios = <Key extends string>(
  question: AllocatorQuestion<Key>,
  wanted: readonly Wanted[],
): readonly Scenario<Key>[] => {
  const beliefs = beliefsOf(question);
  const random = seededRandom(question.seed);
  const draws = beliefs.map((belief) => drawsOf(belief, drawCount, random));
  const unit = smallestUnitMicros(question.currency);

  const scenarioOf = (each: Wanted, totalMicros: number): Scenario<Key> => {
    const plan = planOf(question, beliefs, totalMicros);
    if (plan.kind === 'infeasible') return { ...plan, wanted: each };
    const parts = marginalsOf(plan, beliefs);
    const bindings = bindingLimits(plan.possible, parts);
    const { dearest } = pricesOf(plan.possible, parts);
    const drawn = plan.amounts.map((amount, arm) =>
      Float64Array.from(draws[arm] ?? [], (curve: Curve) => outcomesAt(curve, amount)),
    );
    const together = Float64Array.from({ length: drawCount }, (_, draw) =>
      drawn.reduce((sum, values) => sum + (values[draw] ?? 0), 0),
    );
    const percent = (amountMicros: number, perUnit: number): number => (amountMicros / microsPerUnit / 100) * perUnit;
    return {
      ...{ kind: 'scenario', wanted: each, totalMicros, outcomes: intervalOf(plan.mean, together) },
      ...{ averageCostMicros: costOf(plan, beliefs, 'average'), marginalCostMicros: marginalCost(plan, beliefs) },
      shadowPriceOfTotal: percent(totalMicros, Math.max(dearest, 0)),
      arms: question.arms.map(({ platform }, arm) => {
        const { amountMicros, marginal } = parts[arm] as (typeof parts)[number];
        const { boundBy, perUnit } = bindings[arm] as (typeof bindings)[number];
        const outcomes = intervalOf(meanAt(beliefs[arm] as Belief, amountMicros), drawn[arm] as Float64Array);
        return { platform, amountMicros, outcomes, marginal, boundBy, shadowPrice: percent(amountMicros, perUnit) };
      }),
    };
  };

  return wanted.map((each) => {
    switch (each.kind) {
      case 'budget':
        return scenarioOf(each, each.totalMicros);
      case 'change':
        return scenarioOf(each, Math.round((question.totalMicros * (100 + each.percent)) / 100 / unit) * unit);
      case 'target': {
        const { totalMicros, leastCostMicros } = totalFor(question, beliefs, each);
        return totalMicros === undefined
          ? { kind: 'unreachable', wanted: each, leastCostMicros }
          : scenarioOf(each, totalMicros);
      }
      default:
        return assertNever(each);
    }
  });
};
