import type { Campaign, CampaignChanges } from '../../state/campaign.ts';
import type { Fact } from '../../state/facts.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { Edit } from '../platform.ts';
import { openDraft } from './mutate/draft.ts';

/** Google has nothing like an archive: what is put there is paused. */
const statusAfter = ({ status, deleted }: Edit): CampaignChanges['status'] => {
  if (deleted === true) return 'deleted';
  return status === 'archived' ? 'paused' : status;
};

/** A human's edit. An amount is the budget's, so campaigns that share it change with it. */
export const editedOnGoogle = (campaign: Campaign, edit: Edit, store: Store): readonly Fact[] => {
  const owner = accountOf(store.state, 'google', campaign.adAccountId);
  if (owner === undefined) return [];
  const draft = openDraft(store, owner);
  const status = statusAfter(edit);
  const budget = campaign.budgetId === undefined ? undefined : draft.budget(campaign.budgetId);
  if (budget !== undefined && edit.budgetMicros !== undefined) {
    draft.saveBudget({ ...budget, micros: edit.budgetMicros });
  }
  draft.changeCampaign(campaign.id, {
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(status === undefined ? {} : { status }),
    updatedAt: draft.now,
  });
  return draft.facts();
};
