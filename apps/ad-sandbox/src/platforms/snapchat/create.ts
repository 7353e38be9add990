import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { item, itemwise, notAllowed } from './answers.ts';
import { campaignJson } from './campaign-json.ts';
import { settingsOf } from './settings.ts';

const idOf = (serial: number): string => `d5129c2c-0000-4000-8000-${(serial + 1).toString(16).padStart(12, '0')}`;

/** The documentation calls it required, and without it the path's account is meant. */
const checkAccount = ({ account }: AccountState, sent: JsonObject): void => {
  const { ad_account_id: adAccountId = account.adAccountId } = sent;
  if (adAccountId !== account.adAccountId) throw notAllowed('ad_account_id');
};

const create = (store: Store, owner: AccountState, sent: JsonObject): JsonObject => {
  checkAccount(owner, sent);
  if (sent['objective'] !== undefined) throw notAllowed('objective');
  const now = store.now();
  const serial = store.state.counters.campaigns.snapchat;
  const campaign: Campaign = {
    platform: 'snapchat',
    adAccountId: owner.account.adAccountId,
    id: idOf(serial),
    serial,
    ...settingsOf(sent),
    createdAt: now,
    updatedAt: now,
  };
  store.commit([{ type: 'CampaignCreated', campaign }]);
  return item('campaign', campaignJson(campaign));
};

/** `POST /adaccounts/{id}/campaigns`. */
export const createCampaigns = (store: Store, owner: AccountState, sent: readonly JsonObject[]): Answer =>
  itemwise(
    'campaigns',
    sent.map((campaign) => () => create(store, owner, campaign)),
  );
