import type { AccountState } from '../../../state/account-state.ts';
import { campaignOf } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import type { Collection } from '../resource-name.ts';
import { fieldNamesOf } from './fields.ts';
import { rowJson } from './row-json.ts';
import { budgetRow, campaignRow } from './rows.ts';

/** A whole campaign or budget, as a mutate answers it when asked for the resource. */
export const resourceJson = (store: Store, owner: AccountState, collection: Collection, id: string): unknown => {
  if (collection === 'campaigns') {
    const campaign = campaignOf(store.state, 'google', id);
    if (campaign === undefined) return undefined;
    return rowJson(campaignRow(store, owner, campaign), fieldNamesOf('campaign'), 'campaign')['campaign'];
  }
  // Of what stands under campaigns only the name is answered.
  if (collection !== 'campaignBudgets') return undefined;
  const budget = owner.budgets.get(id);
  if (budget === undefined) return undefined;
  return rowJson(budgetRow(store, owner, budget), fieldNamesOf('campaign_budget'), 'campaign_budget')['campaignBudget'];
};
