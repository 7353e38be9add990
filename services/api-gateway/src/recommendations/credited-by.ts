import type { CreditedBy } from '@campaigns/contracts';

type Body = Readonly<{ model: CreditedBy['model']; half_life_days: number; lookback_days: number }>;

export const creditedByOf = (body: Body | undefined): CreditedBy | undefined =>
  body && {
    model: body.model,
    halfLifeDays: body.model === 'time_decay' ? body.half_life_days : null,
    lookbackDays: body.lookback_days,
  };
