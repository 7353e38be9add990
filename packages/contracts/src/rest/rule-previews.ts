import { z } from 'zod';
import { currency } from '../money.ts';
import { actionClass, ruleHold, seenValue } from '../rule-events.ts';
import { platform } from '../vocabulary.ts';
import { day, idOf, instantOut, success, units } from './fields.ts';
import { commandView, verdictView } from './rule-commands.ts';

export const previewBody = z
  .strictObject({
    orchestration_id: idOf('orchestration')
      .optional()
      .meta({ description: 'Where it is looked at; default: wherever the rule is about' }),
  })
  .default({});

/** One look at one platform, or at a whole orchestration where `platform` is `null`. */
const previewedEntity = z.strictObject({
  orchestration_id: z.uuid(),
  platform: platform.nullable(),
  currency,
  matched: z.boolean().meta({ description: 'The conditions hold' }),
  values: z.array(seenValue).meta({ description: 'What each comparison saw; money in currency units' }),
  verdicts: z.array(verdictView.omit({ action_id: true })),
});

export const previewAnswer = z
  .strictObject({
    success,
    preview: z.strictObject({
      at: instantOut,
      evaluated: z.int().meta({ description: 'Looks at an entity' }),
      matched: z.int(),
      acting: z.int().meta({ description: 'Looks from which at least one action follows' }),
      skipped: z.int().meta({ description: 'Looks that matched, and from which none follows: `hold` says why' }),
      entities: z.array(previewedEntity),
      not_running: z
        .array(z.uuid())
        .meta({ description: 'Orchestrations that were not looked at, because no rule acts on them as they are' }),
    }),
  })
  .meta({ id: 'RulePreviewAnswer' });

/** Both days included, in UTC. */
export const backtestBody = z
  .strictObject({ from: day, to: day, orchestration_id: idOf('orchestration').optional() })
  .meta({ id: 'BacktestRule', example: { from: '2026-03-01', to: '2026-03-31' } });

const count = z.int().min(0);
const side = z.strictObject({ at: instantOut, class: actionClass });

export const backtestAnswer = z
  .strictObject({
    success,
    backtest: z.strictObject({
      from: day,
      to: day,
      evaluations: count,
      matched: count,
      fires: count,
      fires_by_class: z.partialRecord(actionClass, count),
      holds: z.partialRecord(ruleHold, count).meta({ description: 'Actions that did not happen, by why' }),
      actions: z
        .array(
          z.strictObject({
            at: instantOut,
            orchestration_id: z.uuid(),
            platform: platform.nullable(),
            class: actionClass,
            currency,
            command: commandView,
          }),
        )
        .meta({ description: 'The first 1,000 of `fires`' }),
      shifts: z
        .array(
          z.strictObject({
            orchestration_id: z.uuid(),
            platform,
            currency,
            net: units.meta({ description: 'What the part would have at the end, more than it had' }),
            moved: units.meta({ description: 'All that it would have been moved, up and down' }),
          }),
        )
        .meta({ description: 'Budgets that would have been moved' }),
      flapping: z
        .array(z.strictObject({ orchestration_id: z.uuid(), platform, earlier: side, later: side }))
        .meta({ description: 'Opposite actions on one platform within 7 days' }),
      caveat: z.string().meta({ description: 'What no replay can know' }),
    }),
  })
  .meta({ id: 'RuleBacktestAnswer' });
