import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { campaignsOf } from '../../state/state.ts';
import type { World } from '../platform.ts';
import type { OwnedCampaign } from './access.ts';
import { campaignFields, campaignJson, statusText } from './campaign-json.ts';
import { fieldsOf } from './fields.ts';
import { filterOf } from './filtering.ts';
import { pageOf } from './paging.ts';
import type { Parameters } from './parameters.ts';

/** `GET /{campaign id}`: deleted ones too. */
export const readCampaign = ({ store }: World, { owner, campaign }: OwnedCampaign, parameters: Parameters): Answer => ({
  status: 200,
  body: campaignJson({ store, account: owner.account, campaign }, fieldsOf(parameters, campaignFields)),
  concerning: campaign.id,
});

/** `GET /act_{id}/campaigns`, newest first. A new campaign may be missing for a while although it can be read by id. */
export const listCampaigns = (
  { store, listLagMs }: World,
  owner: AccountState,
  parameters: Parameters,
  request: PlatformRequest,
): Answer => {
  const passes = filterOf(parameters);
  const fields = fieldsOf(parameters, campaignFields);
  const visibleUntil = store.now() - listLagMs();
  const rows = campaignsOf(store.state, owner)
    .reverse()
    .filter(
      (campaign) =>
        campaign.createdAt <= visibleUntil && passes({ ...campaign, effectiveStatus: statusText(campaign) }),
    )
    .map((campaign) => ({ key: campaign.serial, row: campaign }));
  return pageOf(request, parameters, rows, (campaign) =>
    campaignJson({ store, account: owner.account, campaign }, fields),
  );
};
