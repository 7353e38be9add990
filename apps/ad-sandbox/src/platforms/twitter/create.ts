import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { checkFundingInstrument } from './account.ts';
import { ok } from './answers.ts';
import { campaignJson } from './campaign-json.ts';
import { oneOf, type Parameters, required } from './parameters.ts';
import {
  budgetOf,
  checkedMicros,
  checkedName,
  checkedOrderNumber,
  checkOptimization,
  checkRoomForActive,
  statuses,
} from './settings.ts';

const firstId = Number.parseInt('hwtq1', 36);

/** `POST accounts/:id/campaigns`. Starts active unless `entity_status` says otherwise; the same name may be used again. */
export const createCampaign = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const { adAccountId, currency } = owner.account;
  const instrumentId = required(parameters, 'funding_instrument_id');
  const name = checkedName(required(parameters, 'name'));
  // Instruments of every kind that the sandbox has want one.
  const daily = required(parameters, 'daily_budget_amount_local_micro');
  const { total_budget_amount_local_micro: total = '', purchase_order_number: orderNumber = '' } = parameters;
  const budget = budgetOf(
    checkedMicros(daily, 'daily_budget_amount_local_micro', currency),
    total === '' ? undefined : checkedMicros(total, 'total_budget_amount_local_micro', currency),
  );
  const status = oneOf(parameters['entity_status'] ?? 'ACTIVE', 'entity_status', statuses);
  checkOptimization(parameters);
  checkedOrderNumber(orderNumber);
  checkFundingInstrument(owner, instrumentId);
  if (status === 'ACTIVE') checkRoomForActive(store, owner);
  const now = store.now();
  const serial = store.state.counters.campaigns.twitter;
  const campaign: Campaign = {
    platform: 'twitter',
    adAccountId,
    id: (firstId + serial).toString(36),
    serial,
    name,
    status: status === 'ACTIVE' ? 'active' : 'paused',
    budget,
    createdAt: now,
    updatedAt: now,
    details: {
      funding_instrument_id: instrumentId,
      ...(orderNumber === '' ? {} : { purchase_order_number: orderNumber }),
      ...(status === 'DRAFT' ? { draft: true } : {}),
    },
  };
  store.commit([{ type: 'CampaignCreated', campaign }]);
  return { ...ok(campaignJson(store, campaign, currency)), status: 201 };
};
