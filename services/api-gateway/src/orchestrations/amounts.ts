import { type Allocation, type Money, microsOf, type Platform } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';

const exactMicros = (amount: number, currency: string, pointer: string): number => {
  const micros = microsOf(amount, currency);
  if (micros !== undefined) return micros;
  const detail = `${amount} is not an amount that can be paid in ${currency}`;
  throw new Problem('amount-not-payable', detail, { errors: [{ pointer, detail }] });
};

/** Throws 422 when the amount has more decimals than the currency. */
export const totalOf = (amount: number, currency: string): Money => ({
  micros: exactMicros(amount, currency, '#/total_budget'),
  currency,
});

/** Throws 422 for an amount that has more decimals than the currency; whose platforms they are is the domain's question. */
export const allocationOf = (
  amounts: Readonly<Partial<Record<Platform, number>>>,
  currency: string,
): readonly Allocation[] =>
  (Object.entries(amounts) as [Platform, number][]).map(([platform, amount]) => ({
    platform,
    amountMicros: exactMicros(amount, currency, `#/budget_allocation/${platform}`),
  }));
