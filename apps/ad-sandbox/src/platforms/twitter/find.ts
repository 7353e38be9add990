import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { campaignOf, campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { campaignNotFound, ok } from './answers.ts';
import { campaignJson, isDraft } from './campaign-json.ts';
import { orderOf, pageOf, placed } from './paging.ts';
import { flag, listed, type Parameters } from './parameters.ts';

/** `GET accounts/:id/campaigns/:cid`; deleted ones only with `with_deleted`. */
export const readCampaign = (store: Store, owner: AccountState, id: string, parameters: Parameters): Answer => {
  const campaign = campaignOf(store.state, 'twitter', id);
  const isShown = campaign?.status !== 'deleted' || flag(parameters, 'with_deleted');
  if (campaign?.adAccountId !== owner.account.adAccountId || !isShown) throw campaignNotFound(id);
  return { ...ok(campaignJson(store, campaign, owner.account.currency)), concerning: id };
};

const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** All words of the search, anywhere in the name and as parts of words too: near matches come along. */
const isFoundBy = (search: string, { name }: Campaign): boolean =>
  words(search).every((word) => name.toLowerCase().includes(word));

const conditions = (parameters: Parameters): readonly ((campaign: Campaign) => boolean)[] => {
  const { q, campaign_ids: ids, funding_instrument_ids: instruments } = parameters;
  const wantedIds = ids === undefined ? undefined : new Set(listed(ids, 'campaign_ids', 200));
  const wantedInstruments = instruments === undefined ? undefined : listed(instruments, 'funding_instrument_ids', 200);
  const [withDeleted, withDraft] = [flag(parameters, 'with_deleted'), flag(parameters, 'with_draft')];
  return [
    ({ status }) => withDeleted || status !== 'deleted',
    (campaign) => withDraft || !isDraft(campaign),
    ({ id }) => wantedIds?.has(id) ?? true,
    ({ details }) => wantedInstruments?.includes(String(details['funding_instrument_id'])) ?? true,
    (campaign) => q === undefined || isFoundBy(q, campaign),
  ];
};

/** `GET accounts/:id/campaigns` */
export const listCampaigns = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const checks = conditions(parameters);
  const order = orderOf(parameters);
  const found = campaignsOf(store.state, owner).filter((campaign) => checks.every((check) => check(campaign)));
  const shown = (campaign: Campaign) => campaignJson(store, campaign, owner.account.currency);
  return pageOf(placed(found, order), parameters, shown, order.endsWith('desc'));
};
