import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Budget, Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalFlag, optionalInstant, type Parameters, requiredText } from './parameters.ts';
import { keptSettings, objectives, sentBudget, specialAdCategories, validatesOnly } from './settings.ts';

const firstId = 120_210_000_000_000_001n;

const newBudget = (parameters: Parameters, currency: string): Budget => {
  const budget = sentBudget(parameters, currency);
  if (budget !== undefined) return budget;
  if (optionalFlag(parameters, 'is_adset_budget_sharing_enabled') === undefined) {
    throw invalid(
      'is_adset_budget_sharing_enabled',
      'The parameter is_adset_budget_sharing_enabled is required when the campaign has no budget',
    );
  }
  return { kind: 'none', micros: 0 };
};

type FlightTimes = Readonly<{ startAt?: number; endAt?: number }>;

const newFlight = (parameters: Parameters, { kind }: Budget, now: number): FlightTimes => {
  const startAt = optionalInstant(parameters, 'start_time');
  const endAt = optionalInstant(parameters, 'stop_time');
  if (kind === 'lifetime' && endAt === undefined) {
    throw invalid('stop_time', 'The parameter stop_time is required with lifetime_budget');
  }
  if (endAt !== undefined && endAt <= Math.max(startAt ?? now, now)) {
    throw invalid('stop_time', 'The parameter stop_time must be in the future and after start_time');
  }
  return { ...(startAt === undefined ? {} : { startAt }), ...(endAt === undefined ? {} : { endAt }) };
};

/** `POST /act_{id}/campaigns`. Names need not be unique, and nothing makes a repeated call harmless. */
export const createCampaign = (store: Store, { account }: AccountState, parameters: Parameters): Answer => {
  const name = requiredText(parameters, 'name');
  const objective = oneOf(requiredText(parameters, 'objective'), 'objective', objectives);
  if (specialAdCategories(parameters) === undefined) {
    throw invalid('special_ad_categories', 'The parameter special_ad_categories is required');
  }
  const status = oneOf(parameters['status'] ?? 'ACTIVE', 'status', ['ACTIVE', 'PAUSED']);
  const budget = newBudget(parameters, account.currency);
  const now = store.now();
  const flight = newFlight(parameters, budget, now);
  const details = { objective, buying_type: 'AUCTION', ...keptSettings(parameters) };
  if (validatesOnly(parameters)) return { status: 200, body: { success: true } };
  const serial = store.state.counters.campaigns.meta;
  const campaign: Campaign = {
    platform: 'meta',
    adAccountId: account.adAccountId,
    id: String(firstId + BigInt(serial)),
    serial,
    name,
    status: status === 'ACTIVE' ? 'active' : 'paused',
    budget,
    ...flight,
    createdAt: now,
    updatedAt: now,
    details,
  };
  store.commit([{ type: 'CampaignCreated', campaign }]);
  return { status: 200, body: { id: campaign.id } };
};
