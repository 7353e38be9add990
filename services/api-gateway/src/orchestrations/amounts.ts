import { type Allocation, type Money, microsOf, type Platform } from '@campaigns/contracts';
import type { ExistingOrchestration } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';

type Amounts = Readonly<Partial<Record<Platform, number>>>;

const exactMicros = (amount: number, currency: string, pointer: string): number => {
  const micros = microsOf(Math.abs(amount), currency);
  if (micros !== undefined) return amount < 0 ? -micros : micros;
  const detail = `${amount} is not an amount that can be paid in ${currency}`;
  throw new Problem('amount-not-payable', detail, { errors: [{ pointer, detail }] });
};

/** Throws 422 when the amount has more decimals than the currency. */
export const totalOf = (amount: number, currency: string): Money => ({
  micros: exactMicros(amount, currency, '#/total_budget'),
  currency,
});

const microsByPlatform = (amounts: Amounts, currency: string, pointer: string) =>
  (Object.entries(amounts) as [Platform, number][]).map(([platform, amount]) => ({
    platform,
    micros: exactMicros(amount, currency, `${pointer}/${platform}`),
  }));

/** Throws 422 for an amount that has more decimals than the currency; whose platforms they are is the domain's question. */
export const allocationOf = (amounts: Amounts, currency: string): readonly Allocation[] =>
  microsByPlatform(amounts, currency, '#/budget_allocation').map(({ platform, micros }) => ({
    platform,
    amountMicros: micros,
  }));

/** By how much parts go up, or down where it is negative. Throws as `allocationOf` does. */
export const changesOf = (amounts: Amounts, currency: string) =>
  microsByPlatform(amounts, currency, '#/changes').map(({ platform, micros }) => ({ platform, deltaMicros: micros }));

/** How the budget is split now. */
export const splitOf = ({ mappings }: ExistingOrchestration): readonly Allocation[] =>
  mappings.map(({ platform, budgetMicros }) => ({ platform, amountMicros: budgetMicros }));
