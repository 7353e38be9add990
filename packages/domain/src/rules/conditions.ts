import type {
  RuleComparison,
  RuleCondition,
  RuleDocument,
  RuleMetric,
  RuleOperand,
  RuleWindow,
} from '@campaigns/contracts';

/** What a comparison looks at when it does not say. */
export const defaultWindow: RuleWindow = { last_days: 7, include_today: false };

/** Metrics that are what they are now. */
const withoutWindow: readonly RuleMetric[] = ['budget_utilization', 'days_since_change', 'days_since_rotation'];
export const hasWindow = (metric: RuleMetric): boolean => !withoutWindow.includes(metric);

export const windowOf = ({ window = defaultWindow }: Readonly<{ window?: RuleWindow | undefined }>): RuleWindow =>
  window;

export const operandsOf = ({ value }: RuleComparison): readonly RuleOperand[] =>
  Array.isArray(value) ? value : [value];

/** A comparison, and where in the document it stands. */
export type Placed = Readonly<{ comparison: RuleComparison; path: string; depth: number }>;

/** All comparisons in the order in which they are written; each group is one level. */
export const comparisonsOf = (condition: RuleCondition, path = 'when', depth = 1): readonly Placed[] => {
  if ('metric' in condition) return [{ comparison: condition, path, depth }];
  const [name, parts] = Object.entries(condition)[0] as [string, readonly RuleCondition[]];
  return parts.flatMap((part, index) => comparisonsOf(part, `${path}.${name}[${index}]`, depth + 1));
};

const length = ({ last_days, include_today }: RuleWindow): number => last_days + (include_today ? 0.5 : 0);

/** The longest window of a rule: what its requirements add up. */
export const longestWindow = ({ when }: RuleDocument): RuleWindow =>
  comparisonsOf(when)
    .filter(({ comparison }) => hasWindow(comparison.metric))
    .map(({ comparison }) => windowOf(comparison))
    .toSorted((a, b) => length(b) - length(a))[0] ?? defaultWindow;

const daysOfOperand = (operand: RuleOperand, own: number): number => {
  if ('baseline' in operand) return own + operand.baseline.last_days;
  return 'metric' in operand && operand.window !== undefined ? operand.window.last_days + 1 : own;
};

/** How many days back, today included, a snapshot must know results for these rules. */
export const daysNeeded = (documents: readonly RuleDocument[]): number =>
  Math.max(
    defaultWindow.last_days + 1,
    ...documents.flatMap(({ when }) =>
      comparisonsOf(when).flatMap(({ comparison }) => {
        const own = windowOf(comparison).last_days + 1;
        return [own, ...operandsOf(comparison).map((operand) => daysOfOperand(operand, own))];
      }),
    ),
  );
