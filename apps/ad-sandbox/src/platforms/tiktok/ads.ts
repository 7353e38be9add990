import { type Answer, isObject, type JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { type Child, reviewFor } from '../../state/child.ts';
import { childOf, nextSerial } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { isDeleted } from './child-json.ts';
import { checkedName } from './create.ts';
import { invalid, ok, refused } from './envelope.ts';
import { oneOf, requiredText, texts } from './fields.ts';
import { switches } from './switches.ts';

const firstId = 1_810_000_000_000_000_001n;
const mostCreatives = 20;
const identityTypes = ['CUSTOMIZED_USER', 'AUTH_CODE', 'TT_USER', 'BC_AUTH_TT'];
const emoji = /\p{Extended_Pictographic}/u;

const checkIdentity = (creative: JsonObject): string => {
  const type = oneOf(requiredText(creative, 'identity_type'), 'identity_type', identityTypes);
  requiredText(creative, 'identity_id');
  if (type === 'BC_AUTH_TT') requiredText(creative, 'identity_authorized_bc_id');
  if ([...String(creative['display_name'] ?? '')].length > 40)
    throw invalid('display_name: Longer than maximum length 40.');
  return type;
};

/** An ad of a post has neither a video nor a text of its own. */
const checkPost = (creative: JsonObject, identityType: string): void => {
  if (identityType === 'CUSTOMIZED_USER') throw invalid('identity_type: A post needs the identity of its author.');
  for (const name of ['ad_text', 'video_id'])
    if (creative[name] !== undefined) throw invalid(`${name}: Not supported with tiktok_item_id.`);
};

const checkMedia = (creative: JsonObject, format: string, placements: readonly string[]): void => {
  if (format === 'SINGLE_IMAGE' && placements.includes('PLACEMENT_TIKTOK'))
    throw invalid('ad_format: SINGLE_IMAGE is not supported on PLACEMENT_TIKTOK.');
  if (format === 'SINGLE_VIDEO') requiredText(creative, 'video_id');
  if (texts(creative['image_ids'] ?? [], 'image_ids').length === 0)
    throw invalid('image_ids: Missing data for required field.');
  const text = requiredText(creative, 'ad_text');
  if ([...text].length > 100) throw invalid('ad_text: Length must be between 1 and 100.');
  if (emoji.test(text)) throw invalid('ad_text: Emoji are not supported.');
};

const checkCreative = (value: unknown, adGroup: Child): JsonObject => {
  if (!isObject(value)) throw invalid('creatives: Not a valid list of objects.');
  checkedName(requiredText(value, 'ad_name'), 'ad_name');
  const identityType = checkIdentity(value);
  const formats = ['SINGLE_VIDEO', 'SINGLE_IMAGE', 'CAROUSEL_ADS'];
  const format = oneOf(requiredText(value, 'ad_format'), 'ad_format', formats);
  if (value['tiktok_item_id'] !== undefined) checkPost(value, identityType);
  else checkMedia(value, format, texts(adGroup.details['placements'] ?? [], 'placements'));
  if (adGroup.details['promotion_type'] === 'WEBSITE') {
    if (!URL.canParse(requiredText(value, 'landing_page_url'))) throw invalid('landing_page_url: Not a valid URL.');
  }
  oneOf(value['operation_status'] ?? 'ENABLE', 'operation_status', ['ENABLE', 'DISABLE']);
  return value;
};

const newAd = (store: Store, adGroup: Child, creative: JsonObject, serial: number): Child => {
  const { ad_name: name, operation_status: status, ...details } = creative;
  const now = store.now();
  const isActive = status !== 'DISABLE' || store.state.switches.has(switches.ignoresStatus);
  return {
    ...{ platform: 'tiktok', adAccountId: adGroup.adAccountId, kind: 'ad', serial, name: String(name), details },
    ...{ id: String(firstId + BigInt(serial)), adGroupId: adGroup.id, status: isActive ? 'active' : 'paused' },
    ...(adGroup.campaignId === undefined ? {} : { campaignId: adGroup.campaignId }),
    review: reviewFor(String(name), now, store.state.reviewing.delayMs),
    ...{ createdAt: now, updatedAt: now },
  };
};

const answerFor = ({ state }: Store, ads: readonly Child[]) => ({
  ...(state.switches.has(switches.creativesOnly) ? {} : { ad_ids: ads.map(({ id }) => id) }),
  ...(state.switches.has(switches.adIdsOnly)
    ? {}
    : { creatives: ads.map(({ id, name, adGroupId }) => ({ ad_id: id, ad_name: name, adgroup_id: adGroupId })) }),
});

/** `POST /ad/create/`: an ad for each of 1–20 creatives, all of them or none. */
export const createAds = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const adGroupId = requiredText(body, 'adgroup_id');
  const adGroup = childOf(store.state, 'tiktok', 'ad_group', adGroupId);
  if (adGroup === undefined || adGroup.adAccountId !== owner.account.adAccountId)
    throw refused(40007, `Ad group ${adGroupId} does not exist.`);
  if (isDeleted(store, adGroup)) throw invalid('adgroup_id: The ad group has been deleted.');
  const { creatives } = body;
  if (!Array.isArray(creatives) || creatives.length < 1 || creatives.length > mostCreatives)
    throw invalid(`creatives: Length must be between 1 and ${mostCreatives}.`);
  const first = nextSerial(store.state, 'tiktok', 'ad');
  const ads = creatives.map((creative, index) =>
    newAd(store, adGroup, checkCreative(creative, adGroup), first + index),
  );
  store.commit(ads.map((child) => ({ type: 'ChildCreated', child })));
  return ok(answerFor(store, ads));
};
