import {
  type Platform,
  platform as platforms,
  type RuleAction,
  type RuleActionId,
  type RuleDocument,
  type RuleVerdict,
  rulePriority,
  type SeenValue,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { classOf, rankOf } from './action-class.ts';
import type { Decided } from './budget-command.ts';
import { commandOf, commandTypeOf } from './command-of.ts';
import { judge } from './judge.ts';
import type { Measured } from './measure.ts';
import { missingRequirement } from './requirements.ts';
import { heldByGuards, heldByRun } from './rule-guards.ts';
import { beginTick, type Contender, type Held, liveParts, type Tick, withAction } from './tick.ts';
import type {
  EvaluationInput,
  EvaluationOutcome,
  PartSnapshot,
  RuleActed,
  RuleEvaluation,
  RuleSnapshot,
  RuleToEvaluate,
} from './types.ts';

/** One rule's look at one entity. */
type Look = Readonly<{
  rule: RuleToEvaluate;
  platform: Platform | null;
  parts: readonly PartSnapshot[];
  matched: boolean;
  values: readonly SeenValue[];
  /** What holds all of its actions back, before any guard. */
  held: Held | undefined;
}>;

type Entity = Readonly<{ platform: Platform | null; parts: readonly PartSnapshot[] }>;

type Order = readonly (number | string)[];

const inOrder = (a: Order, b: Order): number => {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at === -1) return 0;
  return (a[at] as number | string) < (b[at] as number | string) ? -1 : 1;
};

/** The older first. */
const ageOf = ({ createdAt, ruleId }: RuleToEvaluate): Order => [Date.parse(createdAt), ruleId];

const placeOf = (platform: Platform | null): number => (platform === null ? -1 : platforms.options.indexOf(platform));

const entitiesOf = ({ scope }: RuleDocument, snapshot: RuleSnapshot): readonly Entity[] => {
  const parts = liveParts(snapshot).filter(({ platform }) => scope.platforms?.includes(platform) ?? true);
  if (scope.level === 'platform') return parts.map((part) => ({ platform: part.platform, parts: [part] }));
  return parts.length === 0 ? [] : [{ platform: null, parts }];
};

const isRunning = ({ status }: RuleSnapshot): boolean => status === 'active' || status === 'paused';

const conditionHeld = (
  { when, currency }: RuleDocument,
  holds: boolean | null,
  snapshot: RuleSnapshot,
): Held | undefined => {
  if (currency !== undefined && currency !== snapshot.currency) {
    const detail = `The rule is about ${currency}, the orchestration has ${snapshot.currency}`;
    return { hold: 'other-currency', detail };
  }
  if (holds === true) return undefined;
  const what = 'metric' in when ? 'Its condition' : 'Its conditions';
  return holds === false
    ? { hold: 'not-met', detail: `${what} did not hold` }
    : { hold: 'unknown-value', detail: `${what} could not be told to hold: a value is not known` };
};

const lookAt = (rule: RuleToEvaluate, entity: Entity, snapshot: RuleSnapshot, whole: Measured): Look => {
  const { document } = rule.content;
  const measured: Measured = { snapshot, parts: entity.parts };
  const { holds, values } = judge(document.when, {
    entity: measured,
    orchestration: whole,
    targets: document.targets,
  });
  const held = conditionHeld(document, holds, snapshot);
  const missing = held === undefined ? missingRequirement(document, measured) : undefined;
  return {
    ...{ rule, ...entity, values },
    matched: held === undefined,
    held: missing === undefined ? held : { hold: 'requirements', detail: missing },
  };
};

type Entry = Readonly<{ look: Look; action: RuleAction; contender: Contender }>;

const contendersOf = (look: Look): readonly Entry[] =>
  look.rule.content.document.actions.map((action, index) => {
    const { rule, platform } = look;
    const contender = { rule, platform, class: classOf(action, rule.content.priority), index };
    return { look, action, contender };
  });

/** The arbiter's order: what is safer, then priority, then the narrower scope, then the older rule. */
const orderOf = ({ contender: { rule, platform, class: of, index } }: Entry): Order => [
  rankOf(of),
  -rulePriority.options.indexOf(rule.content.priority),
  rule.orchestrationId === null ? 1 : 0,
  platform === null ? 1 : 0,
  ...ageOf(rule),
  placeOf(platform),
  index,
];

const decide = ({ action, contender, look }: Entry, tick: Tick): Decided | Held =>
  heldByRun(tick, commandTypeOf[action.action]) ??
  heldByGuards(tick, contender) ??
  commandOf(action, contender, tick, look.parts);

/** One run may look at many orchestrations. */
const actionIdOf = ({ contender: { rule, platform, index } }: Entry, { orchestrationId }: RuleSnapshot): RuleActionId =>
  derivedId(rule.runId, orchestrationId, rule.ruleId, platform ?? 'all', index) as RuleActionId;

const verdictOf = (entry: Entry, decided: Decided | Held, snapshot: RuleSnapshot): RuleVerdict => {
  const { action, contender } = entry;
  if ('hold' in decided) {
    const { hold, detail, suppressedBy = null } = decided;
    return { action, class: contender.class, hold, detail, suppressedBy, command: null, actionId: null };
  }
  const { command, detail } = decided;
  const actionId = actionIdOf(entry, snapshot);
  return { action, class: contender.class, hold: null, detail, suppressedBy: null, command, actionId };
};

const actedOf = (entry: Entry, { command }: Decided, snapshot: RuleSnapshot): RuleActed => {
  const { orchestrationId, now } = snapshot;
  const { rule, platform, class: of } = entry.contender;
  const { ruleId, version, runId } = rule;
  return {
    actionId: actionIdOf(entry, snapshot),
    ruleId,
    version,
    runId,
    orchestrationId,
    platform,
    class: of,
    command,
    at: now,
  };
};

const evaluationOf = (look: Look, verdicts: readonly RuleVerdict[], snapshot: RuleSnapshot): RuleEvaluation => {
  const { ruleId, version, runId, trigger } = look.rule;
  const { orchestrationId, now } = snapshot;
  const { platform, matched, values } = look;
  return {
    ...{ ruleId, version, runId, orchestrationId, platform, trigger, matched },
    ...{ values: [...values], verdicts: [...verdicts], at: now },
  };
};

/**
 * What these rules make of one orchestration at one moment: a look at each entity with every value seen and every verdict, and what
 * is to be done. The same input gives the same answer to the last byte, in whatever order its rules stand; a preview is this very
 * function on the same snapshot. Rules of other orchestrations are left out.
 */
export const evaluateRules = ({ snapshot: given, rules }: EvaluationInput): EvaluationOutcome => {
  const parts = given.parts.toSorted((a, b) => placeOf(a.platform) - placeOf(b.platform));
  const snapshot: RuleSnapshot = { ...given, parts };
  if (!isRunning(snapshot)) return { evaluations: [], actions: [] };
  const whole: Measured = { snapshot, parts: liveParts(snapshot) };
  const looks = rules
    .filter(({ orchestrationId }) => orchestrationId === null || orchestrationId === snapshot.orchestrationId)
    .map((rule) => ({ rule, age: ageOf(rule) }))
    .toSorted((a, b) => inOrder(a.age, b.age))
    .flatMap(({ rule }) =>
      entitiesOf(rule.content.document, snapshot).map((entity) => lookAt(rule, entity, snapshot, whole)),
    );

  const entries = looks.filter(({ held }) => held === undefined).flatMap(contendersOf);
  const actions: RuleActed[] = [];
  const verdicts = new Map<Look, RuleVerdict[]>();
  let tick = beginTick(
    snapshot,
    entries.map(({ contender }) => contender),
  );
  const contest = entries.map((entry) => ({ entry, order: orderOf(entry) }));
  for (const { entry } of contest.toSorted((a, b) => inOrder(a.order, b.order))) {
    const decided = decide(entry, tick);
    const own = verdicts.get(entry.look) ?? [];
    own[entry.contender.index] = verdictOf(entry, decided, snapshot);
    verdicts.set(entry.look, own);
    if ('hold' in decided) continue;
    actions.push(actedOf(entry, decided, snapshot));
    tick = withAction(tick, entry.contender, decided.command);
  }

  const heldVerdicts = (look: Look, held: Held): readonly RuleVerdict[] =>
    contendersOf(look).map((entry) => verdictOf(entry, held, snapshot));
  const evaluations = looks.map((look) =>
    evaluationOf(look, look.held === undefined ? (verdicts.get(look) ?? []) : heldVerdicts(look, look.held), snapshot),
  );
  return { evaluations, actions };
};
