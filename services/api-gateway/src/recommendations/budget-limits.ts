import { type BudgetLimit, microsOf, type Platform } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';

type Limit = Readonly<{ least?: number | undefined; most?: number | undefined; locked: boolean }>;

/** Throws 422 for an amount that has more decimals than the currency. */
export const limitsOf = (
  body: Readonly<Partial<Record<Platform, Limit>>>,
  currency: string,
): readonly BudgetLimit[] => {
  const exact = (amount: number | undefined, pointer: string): number | null => {
    if (amount === undefined || amount === 0) return amount ?? null;
    const micros = microsOf(amount, currency);
    if (micros !== undefined) return micros;
    const detail = `${amount} is not an amount that can be paid in ${currency}`;
    throw new Problem('amount-not-payable', detail, { errors: [{ pointer, detail }] });
  };
  return (Object.entries(body) as [Platform, Limit][]).map(([platform, { least, most, locked }]) => ({
    ...{ platform, locked, leastMicros: exact(least, `#/${platform}/least`) },
    mostMicros: exact(most, `#/${platform}/most`),
  }));
};
