import { z } from 'zod';
import { mappingStatus, platform } from '../vocabulary.ts';
import { currency, instantOut, success, units } from './fields.ts';

const change = z
  .number({ error: 'expected an amount in currency units, such as 50 or -99.5' })
  .min(-9_000_000_000, 'must be at least -9,000,000,000')
  .max(9_000_000_000, 'must be at most 9,000,000,000')
  .refine((amount) => amount !== 0, 'must not be 0');

export const adjustmentBody = z
  .strictObject({
    changes: z
      .partialRecord(platform, change)
      .refine((changes) => Object.keys(changes).length > 0, 'must name at least one platform')
      .meta({ description: 'By how much each platform’s part goes up or down, in currency units' }),
  })
  .meta({ id: 'AdjustBudget', example: { changes: { meta: 50, google: -50 } } });

const line = {
  planned: units.meta({ description: 'What is allocated' }),
  applied: units.meta({ description: 'What the platform has confirmed' }),
  reserved: units.meta({
    description: 'What the platform may have beyond that: it is on its way, or went out and was never confirmed',
  }),
  waiting: units.meta({
    description:
      'Of a raise, what has not gone out yet: it does as soon as there is room for it beside all that is applied and reserved',
  }),
  spent: units,
  remaining: units.meta({
    description: 'Planned, or of the whole the total, less what is spent; negative when more is',
  }),
};

export const ledgerView = z
  .strictObject({
    currency,
    total: units.meta({
      description: 'The cap: `applied` and `reserved` never rise above it, whoever changes the budget at the same time',
    }),
    ...line,
    reached_at: instantOut.nullable().meta({ description: 'When the total was spent, as long as it is not raised' }),
    platforms: z.array(z.strictObject({ platform, status: mappingStatus, ...line })),
  })
  .meta({ id: 'BudgetLedger' });
export type LedgerView = z.infer<typeof ledgerView>;

export const ledgerAnswer = z.strictObject({ success, budget: ledgerView }).meta({ id: 'BudgetLedgerAnswer' });
