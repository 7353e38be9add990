import type { JsonObject } from '../../http/exchange.ts';
import { decimalText } from '../../money/currency.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Fact } from '../../state/facts.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { Edit } from '../platform.ts';
import { changesTo, documentOf } from './document.ts';

const statusTexts = { active: 'ACTIVE', paused: 'PAUSED', archived: 'ARCHIVED' } as const;

const edited = (before: JsonObject, { name, status, budgetMicros, deleted }: Edit, currency: string): JsonObject => {
  const budget = before['totalBudget'] === undefined ? 'dailyBudget' : 'totalBudget';
  return {
    ...before,
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status: statusTexts[status] }),
    ...(budgetMicros === undefined
      ? {}
      : { [budget]: { amount: decimalText(budgetMicros, currency), currencyCode: currency } }),
    ...(deleted === true ? { status: 'PENDING_DELETION' } : {}),
  };
};

/** What a human changes in LinkedIn's Campaign Manager. */
export const editCampaign = (campaign: Campaign, edit: Edit, store: Store): readonly Fact[] => {
  const owner = accountOf(store.state, 'linkedin', campaign.adAccountId);
  if (owner === undefined) return [];
  const document = edited(documentOf(campaign), edit, owner.account.currency);
  const changes = changesTo(document, owner, store.now());
  return [{ type: 'CampaignChanged', platform: 'linkedin', id: campaign.id, changes }];
};
