import { z } from 'zod';
import { platform } from '../vocabulary.ts';
import { currency, instantOut, success, units } from './fields.ts';
import { freshness } from './performance.ts';

const pace = {
  budget: units,
  through: z.iso.date().nullable().meta({
    description: 'Last day that is compared, over and reported at the last look; `null` while there is none',
  }),
  elapsed_pct: z.number().min(0).max(100).meta({ description: 'Part of the flight up to the end of `through`' }),
  planned_to_date: units.meta({
    description: 'The budget in a straight line over the flight, to the end of `through`',
  }),
  spent_to_date: units.meta({ description: 'Spend to the end of `through`: what is compared with the plan' }),
  spent: units.meta({ description: 'All spend that is known, with the day that is not over' }),
  status: z.enum(['on_track', 'over', 'under', 'no_data']),
  band: z.strictObject({ lower_pct: z.number(), upper_pct: z.number() }).meta({
    description: 'What counts as on track, in per cent of the plan: 75 to 125 at first, 99 to 101 at the end',
  }),
  projected_end: z
    .strictObject({ p10: units, p50: units, p90: units })
    .nullable()
    .meta({
      description:
        'Spend at the end of the flight when things go on as they did, with the range in which it lies four times out of ' +
        'five; `null` while the spend of a campaign is not known',
    }),
  overspend_probability: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({ description: 'That the flight ends above the budget' }),
  daily_needed: units.nullable().meta({
    description: 'Spend of a day after `through` that would end at the budget; `null` after the end',
  }),
  freshness,
};

/** Spend against its plan, of the orchestration and of each platform. */
export const pacingView = z
  .strictObject({
    currency,
    flight_start_at: instantOut.nullable(),
    flight_end_at: instantOut.nullable(),
    ...pace,
    platforms: z.array(z.strictObject({ platform, ...pace })),
  })
  .meta({ id: 'Pacing' });
export type PacingView = z.infer<typeof pacingView>;

export const pacingAnswer = z.strictObject({ success, pacing: pacingView }).meta({ id: 'PacingAnswer' });
