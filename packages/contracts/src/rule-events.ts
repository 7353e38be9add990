import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { orchestrationId, orgId, ruleActionId, ruleId, ruleRunId } from './ids.ts';
import { micros } from './money.ts';
import { ruleAction, ruleDocument, ruleMetric, rulePriority, ruleType } from './rule-document.ts';
import { platform } from './vocabulary.ts';

const at = z.iso.datetime();

export const ruleContent = z
  .object({ name: z.string(), ruleType, priority: rulePriority, document: ruleDocument })
  .readonly();
export type RuleContent = z.infer<typeof ruleContent>;

/** Of a whole organisation where `orchestrationId` is `null`. Its version is 1. */
const ruleCreated = defineEvent(
  'RuleCreated',
  z.object({
    ruleId,
    orgId,
    orchestrationId: orchestrationId.nullable(),
    content: ruleContent,
    enabled: z.boolean(),
    at,
  }),
);
const ruleChanged = defineEvent('RuleChanged', z.object({ ruleId, version: z.int().min(2), content: ruleContent, at }));
const ruleEnabled = defineEvent('RuleEnabled', z.object({ ruleId, at }));
/** `breaker`: too many of its actions were refused. Absent when a person did it. */
const ruleDisabled = defineEvent(
  'RuleDisabled',
  z.object({ ruleId, cause: z.enum(['breaker']).optional(), reason: z.string().nullable(), at }),
);
const ruleRemoved = defineEvent('RuleRemoved', z.object({ ruleId, at }));
/** A person wants it evaluated now; of one orchestration, or of all that it is about. */
const ruleRunRequested = defineEvent(
  'RuleRunRequested',
  z.object({ ruleId, runId: ruleRunId, orchestrationId: orchestrationId.nullable(), at }),
);
/** Its time has come. */
const ruleDue = defineEvent('RuleDue', z.object({ ruleId, runId: ruleRunId, dueAt: at, at }));

const ruleEvent = z.discriminatedUnion('type', [
  ruleCreated,
  ruleChanged,
  ruleEnabled,
  ruleDisabled,
  ruleRemoved,
  ruleRunRequested,
  ruleDue,
]);
export type RuleEvent = z.infer<typeof ruleEvent>;

/** Stream `rule-{id}`. */
export const ruleCodec = eventCodec<RuleEvent>(ruleEvent, [
  'RuleCreated',
  'RuleChanged',
  'RuleEnabled',
  'RuleDisabled',
  'RuleRemoved',
  'RuleRunRequested',
  'RuleDue',
]);

/** What a rule is about: a platform of an orchestration, or all of it where `platform` is `null`. */
export const ruleEntity = z.object({ orchestrationId, platform: platform.nullable() }).readonly();
export type RuleEntity = z.infer<typeof ruleEntity>;

/** A value that a comparison saw. `value` is `null` where it cannot be told: nothing was spent, or nobody looked. */
export const seenValue = z
  .object({
    metric: ruleMetric,
    /** Days, both included; `null` for metrics without a window. */
    from: z.iso.date().nullable(),
    until: z.iso.date().nullable(),
    /** Money in currency units. */
    value: z.number().nullable(),
    /** What it was compared with, in the same unit. */
    against: z.array(z.number().nullable()),
    holds: z.boolean().nullable(),
  })
  .readonly();
export type SeenValue = z.infer<typeof seenValue>;

/** Why an action did not happen, for machines; `detail` says it to people. */
export const ruleHold = z.enum([
  'not-met',
  'unknown-value',
  'other-currency',
  'requirements',
  'cooldown',
  'entity-cap',
  'rule-cap',
  'change-limit',
  'daily-change-limit',
  'hands-off',
  'pending-command',
  'suppressed',
  'not-possible',
  'nothing-to-do',
]);
export type RuleHold = z.infer<typeof ruleHold>;

/** In the order in which one gives way to another. */
export const actionClass = z.enum(['safety', 'pause', 'decrease', 'other', 'increase', 'start', 'notify']);
export type ActionClass = z.infer<typeof actionClass>;

/** What an action comes to, exactly; sent to the orchestration under ids derived from the action. */
export const ruleCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pause'), platforms: z.array(platform).min(1) }),
  z.object({ type: z.literal('resume'), platforms: z.array(platform).min(1) }),
  /** What each part was and becomes, and the total. */
  z.object({
    type: z.literal('change-budget'),
    beforeTotalMicros: micros,
    afterTotalMicros: micros,
    parts: z.array(z.object({ platform, beforeMicros: micros, afterMicros: micros })).min(1),
  }),
  /** What each part was: none moves by more than the percentage of it. */
  z.object({
    type: z.literal('optimize'),
    mostChangePercent: z.int().min(1).max(100),
    sinceDays: z.int().min(1),
    parts: z.array(z.object({ platform, beforeMicros: micros })),
  }),
  z.object({
    type: z.literal('rotate'),
    rotations: z.array(z.object({ platform, show: z.array(z.uuid()), rest: z.array(z.uuid()) })).min(1),
  }),
  z.object({ type: z.literal('notify'), message: z.string() }),
]);
export type RuleCommand = z.infer<typeof ruleCommand>;

/** What became of one of a rule's actions for one entity. */
export const ruleVerdict = z
  .object({
    action: ruleAction,
    class: actionClass,
    /** `null`: it acts. */
    hold: ruleHold.nullable(),
    detail: z.string(),
    suppressedBy: ruleId.nullable(),
    /** What it does, or would have done; `null` where that was not reached. */
    command: ruleCommand.nullable(),
    /** When it acts. */
    actionId: ruleActionId.nullable(),
  })
  .readonly();
export type RuleVerdict = z.infer<typeof ruleVerdict>;

/** One look of one rule at one entity: the values that it saw, and why it acted or not. */
const ruleEvaluated = defineEvent(
  'RuleEvaluated',
  z.object({
    ruleId,
    version: z.int().min(1),
    runId: ruleRunId,
    orchestrationId,
    platform: platform.nullable(),
    trigger: z.enum(['schedule', 'performance', 'manual']),
    matched: z.boolean(),
    values: z.array(seenValue),
    verdicts: z.array(ruleVerdict),
    at,
  }),
);
const evaluationEvent = z.discriminatedUnion('type', [ruleEvaluated]);
export type EvaluationEvent = z.infer<typeof evaluationEvent>;

/** Stream `evaluation-{look}`: what one look at one orchestration saw, whatever came of it; so none of them grows. */
export const evaluationCodec = eventCodec<EvaluationEvent>(evaluationEvent, ['RuleEvaluated']);

/** A rule has decided to act; the command follows. */
const ruleActed = defineEvent(
  'RuleActed',
  z.object({
    actionId: ruleActionId,
    ruleId,
    version: z.int().min(1),
    runId: ruleRunId,
    orchestrationId,
    platform: platform.nullable(),
    class: actionClass,
    command: ruleCommand,
    at,
  }),
);
/** What the orchestration made of it; `problem` is the code of a refusal. */
const ruleActionSettled = defineEvent(
  'RuleActionSettled',
  z.object({
    actionId: ruleActionId,
    ruleId,
    orchestrationId,
    outcome: z.enum(['done', 'refused']),
    problem: z.string().nullable(),
    detail: z.string().nullable(),
    at,
  }),
);
/** A person took it back; what that came to is a command like the action's. */
const ruleActionUndone = defineEvent(
  'RuleActionUndone',
  z.object({ actionId: ruleActionId, ruleId, orchestrationId, command: ruleCommand, at }),
);
const ruleActionEvent = z.discriminatedUnion('type', [ruleActed, ruleActionSettled, ruleActionUndone]);
export type RuleActionEvent = z.infer<typeof ruleActionEvent>;

/** Stream `ruleaction-{orchestrationId}`: what rules did to an orchestration, one writer at a time. */
export const ruleActionCodec = eventCodec<RuleActionEvent>(ruleActionEvent, [
  'RuleActed',
  'RuleActionSettled',
  'RuleActionUndone',
]);
