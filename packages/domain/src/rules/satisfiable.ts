import type { RuleComparison, RuleCondition, RuleDocument, RuleOperand } from '@campaigns/contracts';
import { hasWindow, operandsOf, windowOf } from './conditions.ts';
import { above, anything, below, between, common, type Interval } from './interval.ts';

/** One way in which a condition can hold: what each value that it names lies in. Values that are not named are free. */
type Box = ReadonlyMap<string, Interval>;

/** Of more ways than that it is not asked any more: then two conditions are taken to be able to hold together. */
const mostBoxes = 2_000;

/** The same metric of the same days; of another entity it is another value. */
const keyOf = ({ metric, window }: RuleComparison, level: string): string => {
  const { last_days, include_today } = windowOf({ window });
  return hasWindow(metric) ? `${level} ${metric} ${last_days} ${include_today}` : `${level} ${metric}`;
};

/** `undefined` for what is known only when results are looked at. */
const numberOf = (operand: RuleOperand, targets: RuleDocument['targets']): number | undefined => {
  if ('money' in operand) return operand.money;
  if ('percent' in operand) return operand.percent / 100;
  if ('ratio' in operand) return operand.ratio;
  if ('count' in operand) return operand.count;
  if ('days' in operand) return operand.days;
  const target = 'target' in operand ? targets?.[operand.target] : undefined;
  return target === undefined || !('target' in operand) ? undefined : target * operand.times;
};

const holding = (op: RuleComparison['op'], low: number, high: number): readonly Interval[] => {
  switch (op) {
    case '>':
      return [above(low, true)];
    case '>=':
      return [above(low, false)];
    case '<':
      return [below(low, true)];
    case '<=':
      return [below(low, false)];
    case '=':
      return [between(low, low)];
    case '!=':
      return [below(low, true), above(low, true)];
    default:
      return [between(low, high)];
  }
};

const failing = (op: RuleComparison['op'], low: number, high: number): readonly Interval[] => {
  switch (op) {
    case '>':
      return [below(low, false)];
    case '>=':
      return [below(low, true)];
    case '<':
      return [above(low, false)];
    case '<=':
      return [above(low, true)];
    case '=':
      return [below(low, true), above(low, true)];
    case '!=':
      return [between(low, low)];
    default:
      return [below(low, true), above(high, true)];
  }
};

type About = Readonly<{ level: string; targets: RuleDocument['targets'] }>;

const ofComparison = (comparison: RuleComparison, isNegated: boolean, { level, targets }: About): readonly Box[] => {
  const [low, high = low] = operandsOf(comparison).map((operand) => numberOf(operand, targets));
  if (low === undefined || high === undefined) return [new Map()];
  const intervals = (isNegated ? failing : holding)(comparison.op, low, high);
  return intervals.flatMap((interval) => {
    const possible = common(interval, anything);
    return possible === undefined ? [] : [new Map([[keyOf(comparison, level), possible]])];
  });
};

const together = (one: Box, other: Box): Box | undefined => {
  const both = new Map(one);
  for (const [key, interval] of other) {
    const shared = common(both.get(key) ?? anything, interval);
    if (shared === undefined) return undefined;
    both.set(key, shared);
  }
  return both;
};

/** `'too-many'` when the ways were not counted to the end. */
type Ways = readonly Box[] | 'too-many';

const bounded = (boxes: readonly Box[]): Ways => (boxes.length > mostBoxes ? 'too-many' : boxes);

const everyWay = (parts: readonly Ways[]): Ways =>
  parts.reduce<Ways>(
    (ways, part) => {
      if (ways === 'too-many' || part === 'too-many' || ways.length * part.length > mostBoxes * 10) return 'too-many';
      return bounded(ways.flatMap((one) => part.flatMap((other) => together(one, other) ?? [])));
    },
    [new Map()],
  );

const anyWay = (parts: readonly Ways[]): Ways =>
  parts.some((part) => part === 'too-many') ? 'too-many' : bounded((parts as readonly (readonly Box[])[]).flat());

/** The ways in which a condition, or its contrary, can hold. */
const waysOf = (condition: RuleCondition, isNegated: boolean, about: About): Ways => {
  if ('metric' in condition) return ofComparison(condition, isNegated, about);
  if ('all' in condition) {
    const parts = condition.all.map((part) => waysOf(part, isNegated, about));
    return isNegated ? anyWay(parts) : everyWay(parts);
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => waysOf(part, isNegated, about));
    return isNegated ? everyWay(parts) : anyWay(parts);
  }
  const parts = condition.none.map((part) => waysOf(part, !isNegated, about));
  return isNegated ? anyWay(parts) : everyWay(parts);
};

/** Values of different scopes are different values. */
const aboutOf = ({ scope, targets }: RuleDocument): About => ({
  level: scope.level === 'platform' ? 'platform' : `orchestration ${scope.platforms?.toSorted().join() ?? ''}`,
  targets,
});

/**
 * Whether the conditions of two rules may both hold at once for one entity. Only a certain no is a no: what is compared with another
 * value than a fixed one is taken to be able to hold, and so is what has too many ways to be gone through.
 */
export const canBothHold = (one: RuleDocument, other: RuleDocument): boolean => {
  const both = everyWay([waysOf(one.when, false, aboutOf(one)), waysOf(other.when, false, aboutOf(other))]);
  return both === 'too-many' || both.length > 0;
};
