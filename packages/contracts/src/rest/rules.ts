import { z } from 'zod';
import { currency } from '../money.ts';
import { ruleDocument, rulePriority, ruleTrigger, ruleType } from '../rule-document.ts';
import { actionClass, ruleHold, seenValue } from '../rule-events.ts';
import { platform } from '../vocabulary.ts';
import { idOf, instantOut, nextCursor, pageQuery, requiredText, revision, success } from './fields.ts';
import { commandView, verdictView } from './rule-commands.ts';

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
    most_cpa: amount,
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
type Type = keyof typeof parametersOf;

/** What a rule consists of, beside its document or the parameters of its type's template. */
export const ruleContentFields = <Of extends Type>(type: Of) => ({
  name: requiredText(200),
  rule_type: z.literal(type),
  priority: rulePriority.default('medium'),
  document: ruleDocument.optional().meta({ description: 'The rule as it is; instead of `parameters`' }),
  parameters: parametersOf[type].optional().meta({ description: 'For the template of the type; instead of `document`' }),
});

const isOneGiven = ({ document, parameters }: Readonly<{ document?: unknown; parameters?: unknown }>): boolean =>
  (document === undefined) !== (parameters === undefined);
const oneOfBoth = { error: 'one of document and parameters is needed, and not both', path: ['document'] };

/** A body for each of the types, each with the fields that are given for it. */
export const withContent = <Fields extends z.core.$ZodShape & ReturnType<typeof ruleContentFields>>(
  fields: (type: Type) => Fields,
) => z.discriminatedUnion('rule_type', [
    z.strictObject(fields('budget_reallocation')).refine(isOneGiven, oneOfBoth),
    z.strictObject(fields('pause_underperforming')).refine(isOneGiven, oneOfBoth),
    z.strictObject(fields('scale_winners')).refine(isOneGiven, oneOfBoth),
    z.strictObject(fields('creative_rotation')).refine(isOneGiven, oneOfBoth),
  ]);
