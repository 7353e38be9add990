import { decimalsOf, minorUnitMicros } from '../money/currency.ts';
import type { Profile } from './profile.ts';
import { between, unitOf } from './random.ts';

export type Results = Readonly<{
  spendMicros: number;
  impressions: number;
  clicks: number;
  /** Whole, or a multiple of 0.01 where the platform attributes fractions. */
  conversions: number;
  revenueMicros: number;
}>;

/** Full days passed since a day ended, at most 2: what is known of the conversions of that day grows with it. */
export type Maturity = 0 | 1 | 2;

export const noResults: Results = { spendMicros: 0, impressions: 0, clicks: 0, conversions: 0, revenueMicros: 0 };

const salts = { cpm: 1, clickRate: 2, conversionRate: 3, value: 4, rounding: 5, quality: 6 };
const countedShare = [0.93, 0.97, 1] as const;
const valuedShare = [0.97, 0.99, 1] as const;

/**
 * What the spend of one day bought, less and less for each further unit. Depends on nothing but its arguments, and none of
 * the numbers falls when the spend or the maturity grows, so a day that is read again later never shrinks. `weekday` counts
 * from Sunday, 0.
 */
export const resultsOfDay = (
  campaign: Readonly<{ profile: Profile; hash: number; currency: string }>,
  day: number,
  spendMicros: number,
  maturity: Maturity,
  weekday: number,
): Results => {
  const { profile, hash, currency } = campaign;
  const around = (salt: number, swing: number): number => between(unitOf(hash, day, salt), 1 - swing, 1 + swing);
  const scale = decimalsOf(currency) === 0 ? 100 : 1;
  const cpmMicros = profile.cpm * scale * 1_000_000 * around(salts.cpm, 0.1);
  const ceilingMicros = profile.ceiling * scale * 1_000_000;
  const responseMicros = spendMicros / (1 + spendMicros / ceilingMicros);
  const impressions = Math.floor((responseMicros * 1000) / cpmMicros);
  const clickRate = profile.clickRate * (profile.weekdays[weekday] ?? 1);
  const clicks = Math.floor(impressions * clickRate * around(salts.clickRate, 0.08));
  const expected = clicks * profile.conversionRate * around(salts.conversionRate, 0.1) * countedShare[maturity];
  const steps = Math.floor(expected / profile.conversionStep + (clicks > 0 ? unitOf(hash, day, salts.rounding) : 0));
  const counted = Math.min(steps, Math.floor(clicks / profile.conversionStep));
  const quality = between(unitOf(hash, 0, salts.quality), 0.85, 1.15);
  const value = profile.value * scale * 1_000_000 * quality * around(salts.value, 0.06) * valuedShare[maturity];
  const unit = minorUnitMicros(currency);
  return {
    spendMicros,
    impressions,
    clicks,
    conversions: profile.conversionStep === 1 ? counted : counted / 100,
    revenueMicros: Math.floor((counted * profile.conversionStep * value) / unit) * unit,
  };
};

/** Sums exactly: conversions are added in hundredths. */
export const sumOfResults = (rows: readonly Results[]): Results => {
  const sum = { spendMicros: 0, impressions: 0, clicks: 0, hundredths: 0, revenueMicros: 0 };
  for (const row of rows) {
    sum.spendMicros += row.spendMicros;
    sum.impressions += row.impressions;
    sum.clicks += row.clicks;
    sum.hundredths += Math.round(row.conversions * 100);
    sum.revenueMicros += row.revenueMicros;
  }
  const { hundredths, ...rest } = sum;
  return { ...rest, conversions: hundredths / 100 };
};
