import {
  microsOf,
  type RuleAction,
  type RuleComparison,
  type RuleContent,
  type RuleDocument,
  type RuleOperand,
  type RuleType,
  type RuleUnit,
  ruleUnits,
} from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { cronFault } from '../time/cron.ts';
import { zoneFault } from '../time/zone.ts';
import { classOf } from './action-class.ts';
import { comparisonsOf, hasWindow, operandsOf, type Placed, windowOf } from './conditions.ts';

/** What is wrong, and where it stands, such as `when.all[0].value`. */
type Fault = Readonly<{ path: string; why: string }>;

const mostLevels = 5;
const mostComparisons = 50;
/** Results older than that are not looked at. */
const mostDays = 180;

const fault = (path: string, why: string): readonly Fault[] => [{ path, why }];

/** How an operand of each unit is written. */
const examples: Readonly<Record<RuleUnit, string>> = {
  money: '{"money": 50}',
  ratio: '{"percent": 3} or {"ratio": 1.5}',
  count: '{"count": 100}',
  days: '{"days": 7}',
};

const unitOf = (operand: RuleOperand, own: RuleUnit): RuleUnit => {
  if ('money' in operand) return 'money';
  if ('percent' in operand || 'ratio' in operand) return 'ratio';
  if ('count' in operand) return 'count';
  if ('days' in operand) return 'days';
  if ('metric' in operand) return ruleUnits[operand.metric];
  if ('target' in operand) return operand.target === 'cpa' ? 'money' : 'ratio';
  return own;
};

/** The number of an operand that has one from the start. */
const literalOf = (operand: RuleOperand): number | undefined => {
  if ('money' in operand) return operand.money;
  if ('percent' in operand) return operand.percent / 100;
  if ('ratio' in operand) return operand.ratio;
  if ('count' in operand) return operand.count;
  return 'days' in operand ? operand.days : undefined;
};

const baselineFaults = (comparison: RuleComparison, lastDays: number, path: string): readonly Fault[] => {
  const { metric } = comparison;
  if (!hasWindow(metric) || metric === 'changes')
    return fault(path, `${metric} has no baseline: it has no daily results`);
  const own = windowOf(comparison).last_days;
  if (lastDays < own) return fault(path, `The baseline must be at least as long as the window of ${own} days`);
  if (lastDays + own <= mostDays) return [];
  return fault(path, `Window and baseline are ${lastDays + own} days together; at most ${mostDays} are looked at`);
};

const operandFaults = (
  operand: RuleOperand,
  comparison: RuleComparison,
  path: string,
  { targets }: RuleDocument,
): readonly Fault[] => {
  const expected = ruleUnits[comparison.metric];
  const unit = unitOf(operand, expected);
  if (unit !== expected) {
    const how = `${comparison.metric} is ${expected} and can be compared with ${expected} only, such as ${examples[expected]}`;
    return fault(path, `${how}; this is ${unit}`);
  }
  if ('baseline' in operand) return baselineFaults(comparison, operand.baseline.last_days, `${path}.baseline`);
  if ('target' in operand && targets?.[operand.target] === undefined) {
    return fault(
      `${path}.target`,
      `The rule names its target ${operand.target} but does not give it: targets.${operand.target} is missing`,
    );
  }
  return [];
};

const comparisonFaults = ({ comparison, path }: Placed, document: RuleDocument): readonly Fault[] => {
  const { op, value } = comparison;
  if (op === 'between' && !Array.isArray(value))
    return fault(`${path}.value`, 'between needs two values, the lower first');
  if (op !== 'between' && Array.isArray(value)) return fault(`${path}.value`, `${op} needs one value, not two`);
  const operands = operandsOf(comparison);
  const placeOf = (index: number): string => (operands.length === 1 ? `${path}.value` : `${path}.value[${index}]`);
  const faults = operands.flatMap((operand, index) => operandFaults(operand, comparison, placeOf(index), document));
  const [low, high] = operands.map(literalOf);
  return low !== undefined && high !== undefined && low > high
    ? [...faults, ...fault(`${path}.value`, `between needs the lower value first; ${low} is above ${high}`)]
    : faults;
};

const shapeFaults = (placed: readonly Placed[]): readonly Fault[] => {
  const deepest = placed.find(({ depth }) => depth > mostLevels);
  if (deepest !== undefined)
    return fault(deepest.path, `Conditions lie within each other on at most ${mostLevels} levels`);
  if (placed.length <= mostComparisons) return [];
  return fault('when', `There are ${placed.length} comparisons; at most ${mostComparisons} are possible`);
};

/** Where money stands in a document, so that its currency must be known. */
const moneyPaths = (document: RuleDocument, placed: readonly Placed[]): readonly string[] => [
  ...placed.flatMap(({ comparison, path }) =>
    operandsOf(comparison).some((operand) => 'money' in operand) ? [`${path}.value`] : [],
  ),
  ...(document.targets?.cpa === undefined ? [] : ['targets.cpa']),
  ...(document.require?.spend === undefined ? [] : ['require.spend']),
  ...document.actions.flatMap((action, index) =>
    action.action === 'change_budget'
      ? amountsOf(action).flatMap(([name, amount]) => (amount === undefined ? [] : [`actions[${index}].${name}`]))
      : [],
  ),
];

type ChangeBudget = Extract<RuleAction, { action: 'change_budget' }>;

const amountsOf = ({ by_amount, least, most, most_total }: ChangeBudget) =>
  Object.entries({ by_amount, least, most, most_total });

const budgetFaults = (action: ChangeBudget, path: string, { scope, currency }: RuleDocument): readonly Fault[] => {
  const { by_percent, by_amount, funding, least, most, most_total } = action;
  if ((by_percent === undefined) === (by_amount === undefined)) {
    return fault(path, 'A change of a budget is told by one of by_percent and by_amount');
  }
  if ((by_percent ?? by_amount) === 0) return fault(path, 'A change of nothing is no change');
  if (least !== undefined && most !== undefined && least > most) return fault(`${path}.least`, 'least is above most');
  if (most_total !== undefined && funding !== 'total') {
    return fault(
      `${path}.most_total`,
      'The total stays as it is when others give; most_total belongs to funding: total',
    );
  }
  if (scope.level === 'orchestration') {
    if (funding !== 'total')
      return fault(`${path}.funding`, 'Of a whole orchestration there are no others: funding must be total');
    if (least !== undefined)
      return fault(`${path}.least`, 'least is about the part of one platform; the scope is the orchestration');
    if (most !== undefined) return fault(`${path}.most`, 'most is about the part of one platform; use most_total');
  }
  if (currency === undefined) return [];
  return amountsOf(action).flatMap(([name, amount]) =>
    amount === undefined || microsOf(Math.abs(amount), currency) !== undefined
      ? []
      : fault(`${path}.${name}`, `${amount} has more digits than ${currency} has`),
  );
};

/** What a rule of each type may do besides telling; an increase and a decrease are both changes of a budget. */
const kindsOf: Readonly<Record<RuleType, readonly string[]>> = {
  budget_reallocation: ['reallocate', 'increase', 'decrease'],
  pause_underperforming: ['pause', 'decrease'],
  scale_winners: ['increase', 'resume'],
  creative_rotation: ['rotate_creative'],
};

const kindOf = (action: RuleAction): string =>
  action.action === 'change_budget' ? classOf(action, 'low') : action.action;

const actionFaults = ({ ruleType, document }: RuleContent): readonly Fault[] => {
  const kinds = document.actions.map(kindOf);
  const contradiction = [
    ['pause', 'resume'],
    ['increase', 'decrease'],
  ].find((pair) => pair.every((kind) => kinds.includes(kind)));
  const unfit = kinds.findIndex((kind) => kind !== 'notify' && !kindsOf[ruleType].includes(kind));
  const twice = kinds.findIndex((kind, index) => kind !== 'notify' && kinds.indexOf(kind) < index);
  return [
    ...(contradiction === undefined ? [] : fault('actions', `${contradiction.join(' and ')} contradict each other`)),
    ...(unfit === -1
      ? []
      : fault(
          `actions[${unfit}]`,
          `A rule of the type ${ruleType} does not ${kinds[unfit]}; it can ${kindsOf[ruleType].join(', ')} and notify`,
        )),
    ...(twice === -1 ? [] : fault(`actions[${twice}]`, `${kinds[twice]} stands there twice`)),
    ...document.actions.flatMap((action, index) =>
      action.action === 'change_budget' ? budgetFaults(action, `actions[${index}]`, document) : [],
    ),
  ];
};

const triggerFaults = ({ trigger }: RuleDocument): readonly Fault[] => {
  if (trigger.on !== 'schedule') return [];
  const cron = cronFault(trigger.cron);
  const zone = zoneFault(trigger.zone);
  return [
    ...(cron === undefined ? [] : fault('trigger.cron', cron)),
    ...(zone === undefined ? [] : fault('trigger.zone', zone)),
  ];
};

/** Everything that is wrong with a rule beyond the shape of its document; empty when nothing. */
export const ruleFaults = (content: RuleContent): readonly Fault[] => {
  const { document } = content;
  const placed = comparisonsOf(document.when);
  const money = moneyPaths(document, placed)[0];
  return [
    ...shapeFaults(placed),
    ...placed.flatMap((each) => comparisonFaults(each, document)),
    ...(money === undefined || document.currency !== undefined
      ? []
      : fault('currency', `The rule has an amount of money (${money}): its currency must be given`)),
    ...(new Set(document.scope.platforms).size === (document.scope.platforms?.length ?? 0)
      ? []
      : fault('scope.platforms', 'A platform is named twice')),
    ...actionFaults(content),
    ...triggerFaults(document),
  ];
};

/** Throws `rule-not-valid` for the first fault, with all of them in its details. */
export const checkRule = (content: RuleContent): void => {
  const faults = ruleFaults(content);
  const [first] = faults;
  if (first === undefined) return;
  throw new RuleViolation('rule-not-valid', `${first.path}: ${first.why}`, { ...first, faults });
};
