import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { traitsOf } from './document.ts';
import { invalid } from './errors.ts';
import { checkDocument } from './settings.ts';

const firstId = 360_000_001;

/** 201 with nothing in it: the new id is in a header. */
export const created = (id: string): Answer => ({ status: 201, headers: { 'x-restli-id': id }, text: '' });

/** `POST /adAccounts/{id}/adCampaigns`. */
export const createCampaign = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const now = store.now();
  const { status = 'PAUSED' } = body;
  if (!['ACTIVE', 'PAUSED', 'DRAFT'].includes(String(status))) {
    throw invalid('INVALID_VALUE_FOR_FIELD', 'status', 'status must be one of ACTIVE, PAUSED, DRAFT');
  }
  const document = { ...body, status };
  checkDocument(document, Object.keys(document), { owner, now });
  const serial = store.state.counters.campaigns.linkedin;
  const { startAt, endAt, ...traits } = traitsOf(document, owner);
  const campaign: Campaign = {
    platform: 'linkedin',
    adAccountId: owner.account.adAccountId,
    id: String(firstId + serial),
    serial,
    ...traits,
    ...(startAt === undefined ? {} : { startAt }),
    ...(endAt === undefined ? {} : { endAt }),
    createdAt: now,
    updatedAt: now,
  };
  store.commit([{ type: 'CampaignCreated', campaign }]);
  return created(campaign.id);
};
