import { z } from 'zod';
import { currency } from '../money.ts';
import { ruleDocument, rulePriority, ruleType } from '../rule-document.ts';
import { actionClass, ruleHold, seenValue } from '../rule-events.ts';
import { platform } from '../vocabulary.ts';
import { idOf, instantOut, nextCursor, pageQuery, requiredText, revision, success } from './fields.ts';
import { commandView, verdictView } from './rule-commands.ts';

/** A flag of a query. */
const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

const ruleTriggerName = z.enum(['schedule', 'performance', 'manual']);

const days = z.int().min(1).max(90);
const amount = z.number().positive().max(9_000_000_000);

/** What the template of each type is asked for; amounts in currency units. */
const parametersOf = {
  budget_reallocation: z.strictObject({
    most_change_percent: z.int().min(1).max(100).optional(),
    last_days: days.optional(),
    cron: z.string().max(100).optional(),
    zone: z.string().max(100).optional(),
  }),
  pause_underperforming: z.strictObject({
    most_cpa: amount.max(3_000_000_000),
    currency,
    least_spend: amount.optional().meta({ description: 'Default: three times `most_cpa`' }),
    last_days: days.optional(),
  }),
  scale_winners: z.strictObject({
    least_roas: amount,
    by_percent: z.number().positive().max(100).optional(),
    least_conversions: z.number().min(0).max(1_000_000).optional(),
    last_days: days.optional(),
  }),
  creative_rotation: z.strictObject({ every_days: days }),
} as const;

const documentField = ruleDocument.meta({ id: 'RuleDocument' });

const contentFields = <Of extends keyof typeof parametersOf>(type: Of) => ({
  name: requiredText(200),
  rule_type: z.literal(type),
  priority: rulePriority.default('medium'),
  document: documentField.optional().meta({ description: 'The rule as it is; instead of `parameters`' }),
  parameters: parametersOf[type]
    .optional()
    .meta({ description: 'For the template of the type; instead of `document`' }),
});

type Given = Readonly<{ document?: unknown; parameters?: unknown }>;

/** Names both members when none of them is given, or both are. */
const oneOfBoth = (body: unknown, context: z.RefinementCtx): void => {
  const { document, parameters } = body as Given;
  if ((document === undefined) !== (parameters === undefined)) return;
  context.addIssue({ code: 'custom', message: 'one of document and parameters is needed', path: ['document'] });
};

/** What a rule consists of: its document, or parameters for the template of its type. `extra` is what a route takes beside. */
const contentWith = <Extra extends z.core.$ZodShape>(extra: Extra) =>
  z.discriminatedUnion('rule_type', [
    z.strictObject({ ...contentFields('budget_reallocation'), ...extra }).superRefine(oneOfBoth),
    z.strictObject({ ...contentFields('pause_underperforming'), ...extra }).superRefine(oneOfBoth),
    z.strictObject({ ...contentFields('scale_winners'), ...extra }).superRefine(oneOfBoth),
    z.strictObject({ ...contentFields('creative_rotation'), ...extra }).superRefine(oneOfBoth),
  ]);

const about = idOf('orchestration')
  .nullable()
  .default(null)
  .meta({ description: '`null`: every live orchestration of the organisation' });

export const createRuleBody = contentWith({ orchestration_id: about, enabled: z.boolean().default(true) }).meta({
  id: 'CreateRule',
  example: {
    name: 'Pause what is dear',
    rule_type: 'pause_underperforming',
    document: {
      when: { metric: 'cpm', op: '>', value: { money: 15 } },
      require: { impressions: 1_000 },
      actions: [{ action: 'pause' }],
      trigger: { on: 'performance' },
      currency: 'USD',
    },
  },
});

/** Replaces the whole content; what is left out gets its default. */
export const updateRuleBody = contentWith({}).meta({ id: 'UpdateRule' });
export type RuleBody = z.output<typeof updateRuleBody>;

export const previewRuleBody = contentWith({ orchestration_id: about }).meta({ id: 'PreviewRule' });

export const disableRuleBody = z
  .strictObject({ reason: requiredText(500).optional() })
  .default({})
  .meta({ id: 'DisableRule' });
export const runRuleBody = z
  .strictObject({
    orchestration_id: idOf('orchestration').optional().meta({ description: 'Default: all that the rule is about' }),
  })
  .default({})
  .meta({ id: 'RunRule' });

export const undoRuleBody = z
  .strictObject({
    action_id: idOf('rule action').optional().meta({ description: 'Default: the latest that is more than a message' }),
  })
  .default({})
  .meta({ id: 'UndoRule' });

export const ruleView = z
  .strictObject({
    rule_id: z.uuid(),
    orchestration_id: z.uuid().nullable(),
    name: z.string(),
    rule_type: ruleType,
    priority: rulePriority,
    trigger: ruleTriggerName,
    document: documentField,
    version: z.int().min(1).meta({ description: 'Of the content; evaluations and actions name it' }),
    enabled: z.boolean(),
    disabled_by: z.enum(['person', 'breaker']).nullable(),
    disabled_reason: z.string().nullable(),
    execution_count: z.int().min(0).meta({ description: 'Actions' }),
    success_count: z.int().min(0).meta({ description: 'Actions that the orchestration took' }),
    last_executed_at: instantOut.nullable(),
    created_by: z.string(),
    created_at: instantOut,
    updated_at: instantOut,
    revision,
  })
  .meta({ id: 'Rule' });
export type RuleView = z.infer<typeof ruleView>;

/** Another enabled rule that may want the opposite, of the same entity and at the same time. */
const overlap = z.strictObject({
  rule_id: z.uuid(),
  name: z.string(),
  own: actionClass,
  other: actionClass,
  detail: z.string(),
});

export const ruleParams = z.strictObject({ ruleId: idOf('rule') });
export const rulesQuery = z.strictObject({
  orchestration_id: idOf('orchestration')
    .optional()
    .meta({ description: 'Its own rules; those of the whole organisation are not among them' }),
  rule_type: ruleType.optional(),
  enabled: yesOrNo.optional(),
  priority: rulePriority.optional(),
  ...pageQuery,
});
export const ruleAnswer = z.strictObject({ success, rule: ruleView }).meta({ id: 'RuleAnswer' });
export const savedRuleAnswer = z
  .strictObject({
    success,
    rule: ruleView,
    warnings: z.array(overlap).meta({ description: 'Enabled rules that it may fight with; the first 100' }),
  })
  .meta({ id: 'SavedRuleAnswer' });
export const rulesAnswer = z
  .strictObject({ success, rules: z.array(ruleView), next_cursor: nextCursor })
  .meta({ id: 'RulesAnswer' });
export const removedRuleAnswer = z.strictObject({ success }).meta({ id: 'RemovedRuleAnswer' });
export const runAnswer = z.strictObject({ success, run_id: z.uuid() }).meta({ id: 'RuleRunAnswer' });

/** One look of one rule at a platform, or at a whole orchestration where `platform` is `null`. */
export const evaluationView = z
  .strictObject({
    evaluation_id: z.uuid(),
    rule_id: z.uuid(),
    version: z.int(),
    run_id: z.uuid(),
    orchestration_id: z.uuid(),
    platform: platform.nullable(),
    currency,
    trigger: ruleTriggerName,
    matched: z.boolean().meta({ description: 'The conditions held' }),
    acted: z.boolean(),
    hold: ruleHold.nullable().meta({ description: 'Why the first action that did not happen did not' }),
    values: z.array(seenValue).meta({ description: 'What each comparison saw; money in currency units' }),
    verdicts: z.array(verdictView),
    evaluated_at: instantOut,
  })
  .meta({ id: 'RuleEvaluation' });
export type EvaluationView = z.infer<typeof evaluationView>;

export const evaluationsQuery = z.strictObject({
  run_id: idOf('run').optional(),
  orchestration_id: idOf('orchestration').optional(),
  platform: platform.optional(),
  acted: yesOrNo.optional(),
  ...pageQuery,
});
export const evaluationsAnswer = z
  .strictObject({ success, evaluations: z.array(evaluationView), next_cursor: nextCursor })
  .meta({ id: 'RuleEvaluationsAnswer' });

const outcome = z.enum(['pending', 'done', 'refused']);

export const actionView = z
  .strictObject({
    action_id: z.uuid(),
    rule_id: z.uuid(),
    version: z.int(),
    run_id: z.uuid(),
    orchestration_id: z.uuid(),
    platform: platform.nullable(),
    currency,
    class: actionClass,
    command: commandView,
    acted_at: instantOut,
    outcome: outcome.meta({ description: 'What the orchestration made of the command' }),
    problem: z.string().nullable().meta({ description: 'Code of its refusal' }),
    detail: z.string().nullable(),
    settled_at: instantOut.nullable(),
    undone_at: instantOut.nullable(),
    undone_by: z.string().nullable(),
  })
  .meta({ id: 'RuleActionTaken' });
export type RuleActionView = z.infer<typeof actionView>;

export const actionsQuery = z.strictObject({
  run_id: idOf('run').optional(),
  orchestration_id: idOf('orchestration').optional(),
  outcome: outcome.optional(),
  ...pageQuery,
});
export const actionsAnswer = z
  .strictObject({ success, actions: z.array(actionView), next_cursor: nextCursor })
  .meta({ id: 'RuleActionsAnswer' });
export const undoneAnswer = z.strictObject({ success, action: actionView }).meta({ id: 'RuleActionUndoneAnswer' });
