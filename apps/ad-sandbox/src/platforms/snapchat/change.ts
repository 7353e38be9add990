import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { type Campaign, changed } from '../../state/campaign.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { OwnedCampaign } from './access.ts';
import { ItemError, item, itemwise, notFound, succeeded } from './answers.ts';
import { campaignJson } from './campaign-json.ts';
import { settingsOf } from './settings.ts';

const existing = (store: Store, { account }: AccountState, { id }: JsonObject): Campaign => {
  const campaign = typeof id === 'string' ? campaignOf(store.state, 'snapchat', id) : undefined;
  if (campaign?.adAccountId !== account.adAccountId || campaign.status === 'deleted') {
    throw new ItemError('E3003', 'Resource can not be found');
  }
  return campaign;
};

const immutable = (field: string): ItemError => new ItemError('E2023', `Property can not be changed : [${field}]`);

const checkImmutable = (campaign: Campaign, sent: JsonObject): void => {
  const shown = campaignJson(campaign);
  for (const field of ['ad_account_id', 'objective']) {
    if (sent[field] !== undefined && sent[field] !== shown[field]) throw immutable(field);
  }
};

const typeOf = (details: JsonObject): unknown =>
  (details['objective_v2_properties'] as JsonObject | undefined)?.['objective_v2_type'];

/** A property that is not sent is gone afterwards; only the objective stays what it was. */
const replace = (store: Store, owner: AccountState, sent: JsonObject): JsonObject => {
  const campaign = existing(store, owner, sent);
  checkImmutable(campaign, sent);
  const { objective_v2_properties: objective } = campaign.details;
  const { endAt = null, ...settings } = settingsOf({ objective_v2_properties: objective, ...sent });
  if (typeOf(settings.details) !== typeOf(campaign.details)) throw immutable('objective_v2_properties');
  const details = { ...settings.details, objective_v2_properties: objective };
  const changes = { ...settings, details, endAt, updatedAt: store.now() };
  store.commit([{ type: 'CampaignChanged', platform: 'snapchat', id: campaign.id, changes }]);
  return item('campaign', campaignJson(changed(campaign, changes)));
};

/** `PUT /adaccounts/{id}/campaigns` replaces whole campaigns. */
export const replaceCampaigns = (store: Store, owner: AccountState, sent: readonly JsonObject[]): Answer =>
  itemwise(
    'campaigns',
    sent.map((campaign) => () => replace(store, owner, campaign)),
  );

/** `DELETE /campaigns/{id}`. Throws `Refusal` 404 when it is deleted already. */
export const deleteCampaign = (store: Store, { campaign }: OwnedCampaign): Answer => {
  if (campaign.status === 'deleted') throw notFound();
  const changes = { status: 'deleted', updatedAt: store.now() } as const;
  store.commit([{ type: 'CampaignChanged', platform: 'snapchat', id: campaign.id, changes }]);
  return succeeded({ campaigns: [] });
};
