import { type Answer, isObject, type JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { existingCampaign } from './access.ts';
import { changesTo, documentOf } from './document.ts';
import { type Fault, invalid, invalidFields, malformed } from './errors.ts';
import { checkDocument } from './settings.ts';

const done: Answer = { status: 204, text: '' };

type Patch = Readonly<{ set: JsonObject; unset: readonly string[] }>;

const patchOf = (body: JsonObject): Patch => {
  const { patch } = body;
  const { $set: set = {}, $delete: unset = [] } = isObject(patch) ? patch : {};
  const isPatch = isObject(patch) && isObject(set) && Array.isArray(unset);
  if (!isPatch || unset.some((name) => typeof name !== 'string')) {
    throw malformed('A partial update must be {"patch":{"$set":{…},"$delete":[…]}}');
  }
  return { set, unset: unset as readonly string[] };
};

/** Those that a campaign which has left its draft may still change. */
const changeable = new Set([
  ...['name', 'status', 'dailyBudget', 'totalBudget', 'unitCost', 'costType', 'optimizationTargetType', 'runSchedule'],
  ...['pacingStrategy', 'targetingCriteria', 'audienceExpansionEnabled', 'creativeSelection'],
  ...['offsiteDeliveryEnabled', 'offsitePreferences'],
]);

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const fixed = (fieldPath: string, code: string): Fault => ({
  code,
  fieldPath,
  description: `${fieldPath} cannot be changed`,
});

const checkFixed = (before: JsonObject, after: JsonObject, fields: readonly string[]): void => {
  const faults = fields
    .filter((field) => !isSame(before[field], after[field]))
    .flatMap((field) => {
      if (field === 'objectiveType' || field === 'account') return fixed(field, 'INVALID_VALUE_FOR_FIELD');
      const isOpen = before['status'] === 'DRAFT' || changeable.has(field);
      return isOpen ? [] : fixed(field, 'FIELD_IMMUTABLE_FOR_NON_DRAFT_CAMPAIGNS');
    });
  const [first, ...others] = faults;
  if (first !== undefined) throw invalidFields(first, ...others);
};

const runsOnTotal = ({ totalBudget }: JsonObject): boolean => totalBudget !== undefined;

const checkBudgetKind = (before: JsonObject, after: JsonObject): void => {
  if (before['status'] === 'DRAFT' || runsOnTotal(before) === runsOnTotal(after)) return;
  throw invalid(
    'INVALID_CAMPAIGN_CONFIGURATION',
    'totalBudget',
    'A campaign cannot change between a daily budget and one for its lifetime',
  );
};

const terminal = ['CANCELED', 'PENDING_DELETION'];
const askable = ['ACTIVE', 'PAUSED', 'ARCHIVED', 'CANCELED', 'DRAFT', 'PENDING_DELETION'];

const checkStatus = (before: unknown, after: unknown): void => {
  if (!askable.includes(String(after))) {
    throw invalid('INVALID_VALUE_FOR_FIELD', 'status', `status must be one of ${askable.join(', ')}`);
  }
  const isEnd = terminal.includes(String(before));
  if (!isEnd && (after !== 'DRAFT' || before === 'DRAFT')) return;
  throw invalid('STATUS_CHANGE_NOT_ALLOWED', 'status', `status cannot change from ${before} to ${after}`);
};

const commit = (store: Store, campaign: Campaign, document: JsonObject, owner: AccountState): Answer => {
  const changes = changesTo(document, owner, store.now());
  store.commit([{ type: 'CampaignChanged', platform: 'linkedin', id: campaign.id, changes }]);
  return done;
};

/** `POST …/adCampaigns/{id}` with `X-RestLi-Method: PARTIAL_UPDATE`: only what is named changes. */
export const updateCampaign = (store: Store, owner: AccountState, id: string, body: JsonObject): Answer => {
  const campaign = existingCampaign(store, owner, id);
  const { set, unset } = patchOf(body);
  const before = documentOf(campaign);
  const kept = Object.entries({ ...before, ...set }).filter(([field]) => !unset.includes(field));
  const after: JsonObject = Object.fromEntries(kept);
  const fields = [...new Set([...Object.keys(set), ...unset])];
  checkStatus(before['status'], after['status']);
  checkFixed(before, after, fields);
  checkDocument(after, fields, { owner, now: store.now() });
  checkBudgetKind(before, after);
  return commit(store, campaign, after, owner);
};

/** `DELETE …/adCampaigns/{id}`: a draft is gone at once, anything else has to be marked for deletion. */
export const deleteCampaign = (store: Store, owner: AccountState, id: string): Answer => {
  const campaign = existingCampaign(store, owner, id);
  if (documentOf(campaign)['status'] !== 'DRAFT') {
    throw invalid('DELETE_ALLOWED_ONLY_FOR_DRAFT_STATUS', 'status', 'Delete is allowed only for DRAFT status');
  }
  const changes = { status: 'deleted', updatedAt: store.now() } as const;
  store.commit([{ type: 'CampaignChanged', platform: 'linkedin', id, changes }]);
  return done;
};
