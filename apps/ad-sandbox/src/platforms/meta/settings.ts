import { minorUnitMicros } from '../../money/currency.ts';
import type { Budget } from '../../state/campaign.ts';
import { invalid } from './errors.ts';
import {
  oneOf,
  optionalFlag,
  optionalList,
  optionalObject,
  optionalText,
  type Parameters,
  wholeNumber,
} from './parameters.ts';

/** Objectives of before 2022 can still be read, but not created. */
export const objectives = [
  'OUTCOME_AWARENESS',
  'OUTCOME_TRAFFIC',
  'OUTCOME_ENGAGEMENT',
  'OUTCOME_LEADS',
  'OUTCOME_APP_PROMOTION',
  'OUTCOME_SALES',
] as const;

const adCategories = [
  'NONE',
  'HOUSING',
  'EMPLOYMENT',
  'CREDIT',
  'FINANCIAL_PRODUCTS_SERVICES',
  'ISSUES_ELECTIONS_POLITICS',
  'ONLINE_GAMBLING_AND_GAMING',
] as const;

export const bidStrategies = [
  'LOWEST_COST_WITHOUT_CAP',
  'LOWEST_COST_WITH_BID_CAP',
  'COST_CAP',
  'LOWEST_COST_WITH_MIN_ROAS',
] as const;

export const specialAdCategories = (parameters: Parameters): readonly string[] | undefined =>
  optionalList(parameters, 'special_ad_categories')?.map((category) =>
    oneOf(category, 'special_ad_categories', adCategories),
  );

/** Micros of a whole number of the currency's minor unit: cents, or yen. */
const amountMicros = (parameters: Parameters, name: string, currency: string): number | undefined => {
  const unit = minorUnitMicros(currency);
  const minor = wholeNumber(parameters, name, Math.floor(Number.MAX_SAFE_INTEGER / unit));
  return minor === undefined ? undefined : minor * unit;
};

/** The budget that is sent; undefined for none. Throws `Refusal` 100 for two at once. */
export const sentBudget = (parameters: Parameters, currency: string): Budget | undefined => {
  const daily = amountMicros(parameters, 'daily_budget', currency);
  const lifetime = amountMicros(parameters, 'lifetime_budget', currency);
  if (daily !== undefined && lifetime !== undefined) {
    throw invalid('lifetime_budget', 'Only one of daily_budget and lifetime_budget can be set');
  }
  if (daily !== undefined) return { kind: 'daily', micros: daily };
  return lifetime === undefined ? undefined : { kind: 'lifetime', micros: lifetime };
};

/** Settings that are kept as they were sent and shown when asked for. */
export const keptSettings = (parameters: Parameters): Readonly<Record<string, unknown>> => {
  const { bid_strategy: bidStrategy, buying_type: buyingType } = parameters;
  const spendCap = wholeNumber(parameters, 'spend_cap');
  const settings: Record<string, unknown> = {
    special_ad_categories: specialAdCategories(parameters),
    bid_strategy: bidStrategy === undefined ? undefined : oneOf(bidStrategy, 'bid_strategy', bidStrategies),
    buying_type: buyingType === undefined ? undefined : oneOf(buyingType, 'buying_type', ['AUCTION', 'RESERVED']),
    spend_cap: spendCap === undefined ? undefined : String(spendCap),
    is_adset_budget_sharing_enabled: optionalFlag(parameters, 'is_adset_budget_sharing_enabled'),
    promoted_object: optionalObject(parameters, 'promoted_object'),
    adlabels: optionalList(parameters, 'adlabels'),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
};

const executionOptions = ['validate_only', 'include_recommendations'] as const;

/** True when everything is to be checked and nothing to be done. */
export const validatesOnly = (parameters: Parameters): boolean => {
  const options = optionalList(parameters, 'execution_options') ?? [];
  return options.map((option) => oneOf(option, 'execution_options', executionOptions)).includes('validate_only');
};

export const sentName = (parameters: Parameters): string | undefined => {
  const name = optionalText(parameters, 'name');
  if (name?.trim() === '') throw invalid('name', 'The parameter name must not be empty');
  return name;
};
