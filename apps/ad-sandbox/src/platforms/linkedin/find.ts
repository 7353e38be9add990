import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { World } from '../platform.ts';
import { existingCampaign } from './access.ts';
import { campaignJson } from './campaign-json.ts';
import { isErased } from './document.ts';
import { searchAnswer } from './search.ts';

/** `GET …/adCampaigns/{id}`: those marked for deletion too. */
export const readCampaign = (store: Store, owner: AccountState, id: string): Answer => ({
  status: 200,
  body: campaignJson(store, existingCampaign(store, owner, id)),
  concerning: id,
});

/** `GET …/adCampaigns?q=search`. A new campaign may be missing for a while although it can be read by its id. */
export const searchCampaigns = ({ store, listLagMs }: World, owner: AccountState, request: PlatformRequest): Answer => {
  const visibleUntil = store.now() - listLagMs();
  const elements = campaignsOf(store.state, owner)
    .filter((campaign) => campaign.createdAt <= visibleUntil && !isErased(campaign))
    .map((campaign) => {
      const json = campaignJson(store, campaign);
      return { id: Number(campaign.id), json, searched: json };
    });
  return searchAnswer(request, elements, ['name', 'status']);
};
