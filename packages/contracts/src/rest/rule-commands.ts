import { z } from 'zod';
import { ruleAction } from '../rule-document.ts';
import { actionClass, ruleHold } from '../rule-events.ts';
import { platform } from '../vocabulary.ts';
import { units } from './fields.ts';

const platforms = z.array(platform);

/** What an action comes to, exactly. Amounts in currency units. */
export const commandView = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('pause'), platforms }),
    z.strictObject({ type: z.literal('resume'), platforms }),
    z.strictObject({
      type: z.literal('change_budget'),
      before_total: units,
      after_total: units,
      parts: z.array(z.strictObject({ platform, before: units, after: units })),
    }),
    z.strictObject({
      type: z.literal('optimize'),
      most_change_percent: z.int(),
      since_days: z.int(),
      parts: z.array(z.strictObject({ platform, before: units })),
    }),
    z.strictObject({
      type: z.literal('rotate'),
      rotations: z.array(z.strictObject({ platform, show: z.array(z.uuid()), rest: z.array(z.uuid()) })),
    }),
    z.strictObject({ type: z.literal('notify'), message: z.string() }),
  ])
  .meta({ id: 'RuleCommand' });
export type RuleCommandView = z.infer<typeof commandView>;

/** What became of one of a rule's actions for one entity. */
export const verdictView = z.strictObject({
  action: ruleAction,
  class: actionClass,
  hold: ruleHold.nullable().meta({ description: 'Why it does not act; `null`: it acts' }),
  detail: z.string().meta({ description: 'The same for people' }),
  suppressed_by: z.uuid().nullable().meta({ description: 'The rule that this one gave way to' }),
  command: commandView.nullable(),
  action_id: z.uuid().nullable(),
});
