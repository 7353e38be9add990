import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign, CampaignChanges } from '../../state/campaign.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { campaignJson } from './campaign-json.ts';
import { checkedName } from './create.ts';
import { invalid, ok, refused } from './envelope.ts';
import { oneOf, requiredText, texts } from './fields.ts';
import { budgetMicros } from './money.ts';

const existing = (store: Store, owner: AccountState, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'tiktok', id);
  if (campaign === undefined || campaign.adAccountId !== owner.account.adAccountId) {
    throw refused(40007, `Campaign ${id} does not exist.`);
  }
  return campaign;
};

const immutable = ['budget_mode', 'objective_type', 'app_promotion_type', 'budget_optimize_on'] as const;

const checkImmutable = (campaign: Campaign, body: JsonObject): void => {
  for (const name of immutable) {
    if (body[name] !== undefined && body[name] !== campaign.details[name])
      throw invalid(`${name}: Cannot be changed after creation.`);
  }
};

const newBudget = (campaign: Campaign, body: JsonObject, owner: AccountState): CampaignChanges => {
  if (body['budget'] === undefined) return {};
  if (campaign.budget.kind === 'none') throw invalid('budget: Not allowed when budget_mode is BUDGET_MODE_INFINITE.');
  return { budget: { ...campaign.budget, micros: budgetMicros(body['budget'], owner.account.currency) } };
};

/** `POST /campaign/update/`: only what is sent changes. Status has an endpoint of its own. */
export const updateCampaign = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const campaign = existing(store, owner, requiredText(body, 'campaign_id'));
  if (campaign.status === 'deleted') throw invalid('A deleted campaign cannot be updated.');
  checkImmutable(campaign, body);
  const name = body['campaign_name'] === undefined ? campaign.name : checkedName(requiredText(body, 'campaign_name'));
  if (name !== campaign.name && owner.idsByName.has(name))
    throw invalid('Campaign name already exists. Please try another name.');
  const details = Object.fromEntries(
    (['po_number', 'special_industries'] as const)
      .filter((key) => body[key] !== undefined)
      .map((key) => [key, body[key]]),
  );
  const changes: CampaignChanges = {
    ...(name === campaign.name ? {} : { name }),
    ...newBudget(campaign, body, owner),
    ...(Object.keys(details).length === 0 ? {} : { details: { ...campaign.details, ...details } }),
    updatedAt: store.now(),
  };
  store.commit([{ type: 'CampaignChanged', platform: 'tiktok', id: campaign.id, changes }]);
  return ok(campaignJson(existing(store, owner, campaign.id)));
};

const statuses = { ENABLE: 'active', DISABLE: 'paused', DELETE: 'deleted' } as const;

/** `POST /campaign/status/update/` for 1–20 campaigns of one advertiser: all of them, or none. */
export const updateStatus = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  if (body['campaign_ids'] === undefined) throw invalid('campaign_ids: Missing data for required field.');
  const ids = texts(body['campaign_ids'], 'campaign_ids');
  if (ids.length < 1 || ids.length > 20) throw invalid('campaign_ids: Length must be between 1 and 20.');
  requiredText(body, 'operation_status');
  const wanted = oneOf(body['operation_status'], 'operation_status', ['ENABLE', 'DISABLE', 'DELETE']);
  const campaigns = ids.map((id) => existing(store, owner, id));
  if (campaigns.some(({ status }) => status === 'deleted'))
    throw invalid('The status of a deleted campaign cannot be changed.');
  const updatedAt = store.now();
  store.commit(
    campaigns
      .filter(({ status }) => status !== statuses[wanted])
      .map(({ id }) => ({
        type: 'CampaignChanged',
        platform: 'tiktok',
        id,
        changes: { status: statuses[wanted], updatedAt },
      })),
  );
  return ok({
    campaign_ids: ids,
    status: wanted,
    campaign_list: ids.map((id) => ({ campaign_id: id, status: wanted })),
  });
};
