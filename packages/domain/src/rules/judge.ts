import type {
  RuleComparison,
  RuleCondition,
  RuleDocument,
  RuleOperand,
  RuleWindow,
  SeenValue,
} from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { operandsOf, windowOf } from './conditions.ts';
import { baselineOf, type Measured, measure } from './measure.ts';

/** `null`: it cannot be told. */
export type Holds = boolean | null;

/** What conditions are about, and the whole that it can be compared with. */
export type Subject = Readonly<{ entity: Measured; orchestration: Measured; targets: RuleDocument['targets'] }>;

const metricValue = (
  operand: Extract<RuleOperand, { metric: unknown }>,
  window: RuleWindow,
  { entity, orchestration }: Subject,
): number | null =>
  measure(operand.metric, operand.window ?? window, operand.of === 'entity' ? entity : orchestration).value;

const timesOf = (value: number | null | undefined, times: number): number | null =>
  value === null || value === undefined ? null : value * times;

const operandValue = (operand: RuleOperand, comparison: RuleComparison, subject: Subject): number | null => {
  if ('money' in operand) return operand.money;
  if ('percent' in operand) return operand.percent / 100;
  if ('ratio' in operand) return operand.ratio;
  if ('count' in operand) return operand.count;
  if ('days' in operand) return operand.days;
  const window = windowOf(comparison);
  if ('metric' in operand) return timesOf(metricValue(operand, window, subject), operand.times);
  if ('target' in operand) return timesOf(subject.targets?.[operand.target], operand.times);
  return timesOf(baselineOf(comparison.metric, window, operand.baseline.last_days, subject.entity), operand.times);
};

const compared = ({ op }: RuleComparison, value: number, low: number, high: number): boolean => {
  switch (op) {
    case '>':
      return value > low;
    case '>=':
      return value >= low;
    case '<':
      return value < low;
    case '<=':
      return value <= low;
    case '=':
      return value === low;
    case '!=':
      return value !== low;
    case 'between':
      return value >= low && value <= high;
    default:
      return assertNever(op);
  }
};

const seen = (comparison: RuleComparison, subject: Subject): SeenValue => {
  const { metric } = comparison;
  const { from, until, value } = measure(metric, windowOf(comparison), subject.entity);
  const against = operandsOf(comparison).map((operand) => operandValue(operand, comparison, subject));
  const [low = null, high = low] = against;
  const isKnown = value !== null && low !== null && high !== null;
  return { metric, from, until, value, against, holds: isKnown ? compared(comparison, value, low, high) : null };
};

const every = (parts: readonly Holds[]): Holds => (parts.includes(false) ? false : parts.includes(null) ? null : true);
const some = (parts: readonly Holds[]): Holds => (parts.includes(true) ? true : parts.includes(null) ? null : false);
const not = (holds: Holds): Holds => (holds === null ? null : !holds);

/** Whether a condition holds, and each value that was seen, also those that no longer mattered. What is unknown never holds. */
export const judge = (
  condition: RuleCondition,
  subject: Subject,
): Readonly<{ holds: Holds; values: readonly SeenValue[] }> => {
  if ('metric' in condition) {
    const value = seen(condition, subject);
    return { holds: value.holds, values: [value] };
  }
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : condition.none;
  const judged = parts.map((part) => judge(part, subject));
  const all = judged.map(({ holds }) => holds);
  const holds = 'all' in condition ? every(all) : 'any' in condition ? some(all) : not(some(all));
  return { holds, values: judged.flatMap(({ values }) => values) };
};
