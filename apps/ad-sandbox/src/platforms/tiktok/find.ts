import { type Answer, isObject, type JsonObject, type PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { campaignOf, campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { campaignJson, pickedFields, secondaryStatus } from './campaign-json.ts';
import { invalid, ok } from './envelope.ts';
import { jsonParameter, oneOf, pageOf, requiredText, texts } from './fields.ts';

const primaryStatuses = [
  'STATUS_NOT_DELETE',
  'STATUS_NOT_DELIVERY',
  'STATUS_DELIVERY_OK',
  'STATUS_DISABLE',
  'STATUS_DELETE',
  'STATUS_ALL',
] as const;
type PrimaryStatus = (typeof primaryStatuses)[number];

const inPrimary: Readonly<Record<PrimaryStatus, (campaign: Campaign) => boolean>> = {
  STATUS_NOT_DELETE: ({ status }) => status !== 'deleted',
  STATUS_NOT_DELIVERY: ({ status }) => status === 'paused' || status === 'archived',
  STATUS_DELIVERY_OK: ({ status }) => status === 'active',
  STATUS_DISABLE: ({ status }) => status === 'paused' || status === 'archived',
  STATUS_DELETE: ({ status }) => status === 'deleted',
  STATUS_ALL: () => true,
};

/** Case and punctuation do not count, so `[op-7f3a]` also finds a name with `OP7F3A2`. */
const fuzzy = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const utcInstant = (filtering: JsonObject, name: string): number => {
  const instant = Date.parse(`${requiredText(filtering, name).replace(' ', 'T')}Z`);
  if (Number.isNaN(instant)) throw invalid(`filtering.${name}: Must be yyyy-MM-dd HH:mm:ss.`);
  return instant;
};

const conditions = (filtering: JsonObject): ((campaign: Campaign) => boolean)[] => {
  const checks = [
    inPrimary[oneOf(filtering['primary_status'] ?? 'STATUS_NOT_DELETE', 'filtering.primary_status', primaryStatuses)],
  ];
  if (filtering['campaign_name'] !== undefined) {
    const wanted = fuzzy(requiredText(filtering, 'campaign_name'));
    checks.push(({ name }) => fuzzy(name).includes(wanted));
  }
  if (filtering['secondary_status'] !== undefined)
    checks.push((campaign) => secondaryStatus(campaign) === filtering['secondary_status']);
  if (filtering['objective_type'] !== undefined)
    checks.push(({ details }) => details['objective_type'] === filtering['objective_type']);
  if (filtering['creation_filter_start_time'] !== undefined) {
    const start = utcInstant(filtering, 'creation_filter_start_time');
    checks.push(({ createdAt }) => createdAt >= start);
  }
  if (filtering['creation_filter_end_time'] !== undefined) {
    const end = utcInstant(filtering, 'creation_filter_end_time');
    checks.push(({ createdAt }) => createdAt <= end);
  }
  return checks;
};

const filters = new Set([
  'campaign_ids',
  'campaign_name',
  'primary_status',
  'secondary_status',
  'objective_type',
  'creation_filter_start_time',
  'creation_filter_end_time',
]);

export const filteringOf = (request: PlatformRequest): JsonObject => {
  const filtering = jsonParameter(request.parameters, 'filtering') ?? {};
  if (!isObject(filtering)) throw invalid('filtering: Not a valid JSON object.');
  for (const name of Object.keys(filtering)) if (!filters.has(name)) throw invalid(`filtering.${name}: Unknown field.`);
  return filtering;
};

/** `GET /campaign/get/`, newest first. An id that does not exist is simply not in the list. */
export const getCampaigns = (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
  const filtering = filteringOf(request);
  const fieldList = jsonParameter(request.parameters, 'fields');
  const fields = fieldList === undefined ? undefined : texts(fieldList, 'fields');
  const ids =
    filtering['campaign_ids'] === undefined ? undefined : texts(filtering['campaign_ids'], 'filtering.campaign_ids');
  if (ids !== undefined && (ids.length < 1 || ids.length > 100))
    throw invalid('filtering.campaign_ids: Length must be between 1 and 100.');
  const candidates =
    ids === undefined
      ? campaignsOf(store.state, owner).reverse()
      : [...new Set(ids)]
          .flatMap((id) => campaignOf(store.state, 'tiktok', id) ?? [])
          .filter(({ adAccountId }) => adAccountId === owner.account.adAccountId);
  const checks = conditions(filtering);
  const found = candidates.filter((campaign) => checks.every((check) => check(campaign)));
  const { list, page_info } = pageOf(found, request.parameters);
  return ok(
    { list: list.map((campaign) => pickedFields(campaignJson(campaign), fields)), page_info },
    ids?.length === 1 ? ids[0] : undefined,
  );
};
