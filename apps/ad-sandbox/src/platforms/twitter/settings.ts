import { minorUnitMicros } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Budget } from '../../state/campaign.ts';
import { campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { invalid, refused } from './answers.ts';
import { oneOf, type Parameters } from './parameters.ts';

/** The checks that creating and changing a campaign share. */

const longest = (value: string, name: string, most: number): string => {
  if ([...value].length > most) throw invalid(name, `Expected at most ${most} characters for ${name}`);
  return value;
};

export const checkedName = (name: string): string => {
  if (name === '') throw invalid('name', 'Expected a name, got "" for name');
  return longest(name, 'name', 255);
};

export const checkedOrderNumber = (value: string): string => longest(value, 'purchase_order_number', 50);

/** Whole micros of whole smallest units. Throws `Refusal` 400. */
export const checkedMicros = (value: string, name: string, currency: string): number => {
  const micros = Number(value);
  if (!/^\d+$/.test(value) || micros < 1 || !Number.isSafeInteger(micros)) {
    throw invalid(name, `Expected a positive integer, got "${value}" for ${name}`);
  }
  const unit = minorUnitMicros(currency);
  if (micros % unit !== 0) {
    throw refused(400, 'INVALID_DENOMINATION', `Expected a multiple of ${unit}, got ${value} for ${name}`, name);
  }
  return micros;
};

export const budgetOf = (daily: number, total: number | undefined): Budget => {
  if (total === undefined) return { kind: 'daily', micros: daily };
  if (daily > total) {
    const message = 'The daily budget must not exceed the total budget';
    throw invalid('daily_budget_amount_local_micro', message);
  }
  return { kind: 'lifetime', micros: total, dailyCapMicros: daily };
};

export const statuses = ['ACTIVE', 'PAUSED', 'DRAFT'] as const;

/** Only one value is left; the others belong to a way of pacing that X has given up. */
export const checkOptimization = ({ budget_optimization: value }: Parameters): void => {
  if (value !== undefined) oneOf(value, 'budget_optimization', ['LINE_ITEM']);
};

/** To what X raises its limit of 200 on request. */
const mostActive = 8000;

export const checkRoomForActive = (store: Store, owner: AccountState): void => {
  if (campaignsOf(store.state, owner).filter(({ status }) => status === 'active').length >= mostActive) {
    throw refused(400, 'TOO_MANY_CAMPAIGNS', `The account has ${mostActive} active campaigns`);
  }
};
