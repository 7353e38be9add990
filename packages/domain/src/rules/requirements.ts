import type { RuleDocument, RuleWindow } from '@campaigns/contracts';
import { longestWindow } from './conditions.ts';
import { dataAgeMinutes, type Measured, maturityOf, measure } from './measure.ts';

const sums = ['impressions', 'clicks', 'conversions', 'spend'] as const;

const missingSum = (document: RuleDocument, window: RuleWindow, measured: Measured): string | undefined => {
  for (const metric of sums) {
    const least = document.require?.[metric];
    const { value } = least === undefined ? { value: null } : measure(metric, window, measured);
    if (least === undefined || (value !== null && value >= least)) continue;
    const has = value === null ? `Nobody knows its ${metric} of` : `It has ${value} ${metric} in`;
    return `${has} the last ${window.last_days} days; at least ${least} are required`;
  }
  return undefined;
};

const percent = (part: number): string => `${Math.floor(part * 100)} %`;

const missingMaturity = (document: RuleDocument, window: RuleWindow, measured: Measured): string | undefined => {
  const least = document.require?.maturity;
  if (least === undefined) return undefined;
  const maturity = maturityOf(window, measured);
  if (maturity === null) return 'Nobody knows how many of its conversions have been reported';
  if (maturity >= least) return undefined;
  return `About ${percent(maturity)} of its conversions have been reported; ${percent(least)} are required`;
};

const missingFreshness = ({ require: required }: RuleDocument, measured: Measured): string | undefined => {
  const most = required?.data_age_minutes;
  if (most === undefined) return undefined;
  const age = dataAgeMinutes(measured);
  if (age === null) return 'Its results were never read';
  return age <= most ? undefined : `Its results were read ${Math.floor(age)} minutes ago; at most ${most} are allowed`;
};

/** What a rule requires and an entity does not have, in words; `undefined` when it has all. */
export const missingRequirement = (document: RuleDocument, measured: Measured): string | undefined => {
  if (document.require === undefined) return undefined;
  const window = longestWindow(document);
  return (
    missingSum(document, window, measured) ??
    missingMaturity(document, window, measured) ??
    missingFreshness(document, measured)
  );
};
