import {
  type Platform,
  platform as platforms,
  type RuleAction,
  type RuleActionId,
  type RuleCommand,
  type RuleDocument,
  type RuleVerdict,
  rulePriority,
  type SeenValue,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { classOf, rankOf } from './action-class.ts';
import { touchedBy } from './action-history.ts';
import type { Decided } from './budget-command.ts';
import { commandOf, commandTypeOf } from './command-of.ts';
import { judge } from './judge.ts';
import type { Measured } from './measure.ts';
import { missingRequirement } from './requirements.ts';
import { heldByGuards, heldByRun } from './rule-guards.ts';
import { beginTick, type Contender, deedOf, type Held, liveParts, type Tick, withAction } from './tick.ts';
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

type Deed = Readonly<{ entry: Entry; decided: Decided }>;

/** Of one platform where it is alone, else of all that it is on. */
const entityOf = (deeds: readonly Deed[]): Platform | null => {
  const [first, ...more] = deeds;
  return first === undefined || more.length > 0 ? null : first.entry.contender.platform;
};

/** One run may look at many orchestrations. */
const actionIdOf = (
  deeds: readonly Deed[],
  { rule, index }: Contender,
  { orchestrationId }: RuleSnapshot,
): RuleActionId => derivedId(rule.runId, rule.ruleId, orchestrationId, entityOf(deeds) ?? 'all', index) as RuleActionId;

/** The same on all platforms that one action is on. */
const joined = (commands: readonly RuleCommand[]): RuleCommand | undefined => {
  const [first] = commands;
  if (first?.type === 'pause' || first?.type === 'resume') {
    return { type: first.type, platforms: commands.flatMap(touchedBy) };
  }
  if (first?.type !== 'rotate') return first;
  return { type: 'rotate', rotations: commands.flatMap((each) => (each.type === 'rotate' ? each.rotations : [])) };
};

const heldVerdict = ({ action, contender }: Entry, { hold, detail, suppressedBy }: Held): RuleVerdict => {
  const of = { action, class: contender.class, hold, detail };
  return { ...of, suppressedBy: suppressedBy ?? null, command: null, actionId: null };
};

const actedVerdict = ({ entry, decided }: Deed, deeds: readonly Deed[], snapshot: RuleSnapshot): RuleVerdict => {
  const { action, contender } = entry;
  const { command, detail } = decided;
  const actionId = actionIdOf(deeds, contender, snapshot);
  return { action, class: contender.class, hold: null, detail, suppressedBy: null, command, actionId };
};

const actedOf = (deeds: readonly Deed[], snapshot: RuleSnapshot): readonly RuleActed[] => {
  const command = joined(deeds.map(({ decided }) => decided.command));
  const [first] = deeds;
  if (command === undefined || first === undefined) return [];
  const { contender } = first.entry;
  const { ruleId, version, runId } = contender.rule;
  const { orchestrationId, now } = snapshot;
  const actionId = actionIdOf(deeds, contender, snapshot);
  const of = { ruleId, version, runId, orchestrationId, platform: entityOf(deeds), class: contender.class };
  return [{ actionId, ...of, command, at: now }];
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

  const byLook = new Map(looks.filter(({ held }) => held === undefined).map((look) => [look, contendersOf(look)]));
  const entries = [...byLook.values()].flat();
  const deeds = new Map<string, readonly Deed[]>();
  const outcomes = new Map<Entry, Decided | Held>();
  let tick = beginTick(
    snapshot,
    entries.map(({ contender }) => contender),
  );
  const contest = entries.map((entry) => ({ entry, order: orderOf(entry) }));
  for (const { entry } of contest.toSorted((a, b) => inOrder(a.order, b.order))) {
    const decided = decide(entry, tick);
    outcomes.set(entry, decided);
    if ('hold' in decided) continue;
    const key = deedOf(entry.contender);
    deeds.set(key, [...(deeds.get(key) ?? []), { entry, decided }]);
    tick = withAction(tick, entry.contender, decided.command);
  }

  const verdictOf = (entry: Entry, held: Held | undefined): RuleVerdict => {
    const decided = held ?? (outcomes.get(entry) as Decided | Held);
    if ('hold' in decided) return heldVerdict(entry, decided);
    return actedVerdict({ entry, decided }, deeds.get(deedOf(entry.contender)) ?? [], snapshot);
  };
  const verdictsOf = (look: Look): readonly RuleVerdict[] =>
    (byLook.get(look) ?? contendersOf(look)).map((entry) => verdictOf(entry, look.held));
  return {
    evaluations: looks.map((look) => evaluationOf(look, verdictsOf(look), snapshot)),
    actions: [...deeds.values()].flatMap((of) => actedOf(of, snapshot)),
  };
};
