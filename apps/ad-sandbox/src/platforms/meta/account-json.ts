import type { JsonObject } from '../../http/exchange.ts';
import type { Account } from '../../state/facts.ts';
import { offsetText } from '../../time/zone.ts';
import { type Fields, fieldsOf, pick } from './fields.ts';
import type { Parameters } from './parameters.ts';

const statuses = { open: 1, pending: 7, closed: 2 } as const;

/** In minor units. */
export const minDailyBudget = 100;

const accountFields: Fields<Account> = {
  id: ({ adAccountId }) => `act_${adAccountId}`,
  account_id: ({ adAccountId }) => adAccountId,
  name: ({ name }) => name,
  currency: ({ currency }) => currency,
  timezone_name: ({ timeZone }) => timeZone,
  account_status: ({ standing = 'open' }) => statuses[standing],
  min_daily_budget: () => minDailyBudget,
  business: () => ({ id: '4900000000001', name: 'Sandbox Business' }),
  created_time: ({ timeZone, createdAt }) => offsetText(timeZone, createdAt),
};

/** `GET /act_{id}`. */
export const accountJson = (account: Account, parameters: Parameters): JsonObject => ({
  ...pick(accountFields, fieldsOf(parameters, accountFields) ?? ['account_id'], account),
  id: `act_${account.adAccountId}`,
});
