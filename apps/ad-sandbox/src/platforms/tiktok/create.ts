import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Budget, Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { campaignJson, optionalAttributes } from './campaign-json.ts';
import { invalid, ok, refused } from './envelope.ts';
import { oneOf, requiredText } from './fields.ts';
import { budgetMicros } from './money.ts';
import { switches } from './switches.ts';

const objectives = [
  'REACH',
  'TRAFFIC',
  'VIDEO_VIEWS',
  'ENGAGEMENT',
  'LEAD_GENERATION',
  'APP_PROMOTION',
  'WEB_CONVERSIONS',
  'PRODUCT_SALES',
  'RF_REACH',
] as const;
const budgetModes = [
  'BUDGET_MODE_DAY',
  'BUDGET_MODE_TOTAL',
  'BUDGET_MODE_INFINITE',
  'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
] as const;
const kinds = {
  BUDGET_MODE_DAY: 'daily',
  BUDGET_MODE_DYNAMIC_DAILY_BUDGET: 'daily',
  BUDGET_MODE_TOTAL: 'lifetime',
  BUDGET_MODE_INFINITE: 'none',
} as const;

const firstId = 1_800_000_000_000_000_001n;
const wide = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

/** At most 512 characters, wide ones counting twice, and no emoji. */
export const checkedName = (name: string, field = 'campaign_name'): string => {
  const length = [...name].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
  if (length > 512) throw invalid(`${field}: Longer than maximum length 512.`);
  if (/\p{Extended_Pictographic}/u.test(name)) throw invalid(`${field}: Emoji are not supported.`);
  return name;
};

/** Throws `Refusal` 40002 for what is no text of a 64-bit integer. */
export const checkedRequestId = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d{1,19}$/.test(value) || BigInt(value) > 9_223_372_036_854_775_807n) {
    throw invalid('request_id: Must be the text of a 64-bit integer.');
  }
  return value;
};

const budgetOf = (body: JsonObject, mode: (typeof budgetModes)[number], currency: string): Budget =>
  mode === 'BUDGET_MODE_INFINITE'
    ? { kind: 'none', micros: 0 }
    : { kind: kinds[mode], micros: budgetMicros(body['budget'], currency) };

const checkDuplicates = (
  { idByRequestId, idsByName }: AccountState,
  name: string,
  requestId: string | undefined,
): void => {
  if (requestId === undefined) {
    if (idsByName.has(name)) throw invalid('Campaign name already exists. Please try another name.');
  } else if (idByRequestId.has(requestId)) {
    throw refused(
      40050,
      `The request_id ${requestId} has been used. Please do not submit the same request repeatedly.`,
    );
  }
};

/** `POST /campaign/create/`. Starts active unless `operation_status` says `DISABLE`. */
export const createCampaign = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const name = checkedName(requiredText(body, 'campaign_name'));
  requiredText(body, 'objective_type');
  const objective = oneOf(body['objective_type'], 'objective_type', objectives);
  requiredText(body, 'budget_mode');
  const mode = oneOf(body['budget_mode'], 'budget_mode', budgetModes);
  const status = oneOf(body['operation_status'] ?? 'ENABLE', 'operation_status', ['ENABLE', 'DISABLE']);
  if (objective === 'APP_PROMOTION') {
    requiredText(body, 'app_promotion_type');
    oneOf(body['app_promotion_type'], 'app_promotion_type', ['APP_INSTALL', 'APP_RETARGETING']);
  }
  const requestId = checkedRequestId(body['request_id']);
  const budget = budgetOf(body, mode, owner.account.currency);
  checkDuplicates(owner, name, requestId);
  const now = store.now();
  const serial = store.state.counters.campaigns.tiktok;
  const attributes = optionalAttributes.filter((attribute) => body[attribute] !== undefined);
  const campaign: Campaign = {
    platform: 'tiktok',
    adAccountId: owner.account.adAccountId,
    id: String(firstId + BigInt(serial)),
    serial,
    name,
    status: status === 'ENABLE' || store.state.switches.has(switches.ignoresStatus) ? 'active' : 'paused',
    budget,
    createdAt: now,
    updatedAt: now,
    ...(requestId === undefined ? {} : { requestId }),
    details: {
      objective_type: objective,
      budget_mode: mode,
      ...Object.fromEntries(attributes.map((attribute) => [attribute, body[attribute]])),
    },
  };
  store.commit([{ type: 'CampaignCreated', campaign }]);
  return ok(campaignJson(campaign));
};
