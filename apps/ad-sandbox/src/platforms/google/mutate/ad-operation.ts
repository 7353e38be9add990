import { isObject } from '../../../http/exchange.ts';
import type { Campaign } from '../../../state/campaign.ts';
import { type Child, reviewFor } from '../../../state/child.ts';
import { OperationFailed } from '../failure.ts';
import { checkOneOf, messageOf, snakeCase } from '../json-message.ts';
import { idIn, notFound } from '../resource-name.ts';
import type { Draft } from './draft.ts';
import { channelOf, livingAdGroup, statusIn } from './parents.ts';
import { cannotBeCleared, maskedFields, required } from './update-mask.ts';

const adGroupAdShape = {
  resourceName: 'text',
  adGroup: 'text',
  status: ['ENABLED', 'PAUSED', 'REMOVED'],
  ad: 'message',
} as const;

const adShape = {
  resourceName: 'text',
  id: 'int64',
  finalUrls: 'list',
  urlCustomParameters: 'list',
  trackingUrlTemplate: 'text',
  finalUrlSuffix: 'text',
  responsiveSearchAd: 'message',
  responsiveDisplayAd: 'message',
  demandGenMultiAssetAd: 'message',
} as const;

const texts = { headlines: 30, descriptions: 90 } as const;
type Count = readonly [least: number, most: number];
type AdType = Readonly<{
  channel: string;
  headlines: Count;
  descriptions: Count;
  images: Readonly<Record<string, number>>;
  fields: readonly string[];
}>;

/** Each kind of ad with its channel, how many texts it takes, and how many of which images it needs. */
const adTypes = {
  responsiveSearchAd: { channel: 'SEARCH', headlines: [3, 15], descriptions: [2, 4], images: {}, fields: [] },
  responsiveDisplayAd: {
    channel: 'DISPLAY',
    headlines: [1, 5],
    descriptions: [1, 5],
    images: { marketingImages: 1, squareMarketingImages: 1, logoImages: 0 },
    fields: ['longHeadline', 'businessName'],
  },
  demandGenMultiAssetAd: {
    channel: 'DEMAND_GEN',
    headlines: [1, 5],
    descriptions: [1, 5],
    images: { marketingImages: 1, squareMarketingImages: 0, logoImages: 1 },
    fields: ['businessName'],
  },
} as const satisfies Readonly<Record<string, AdType>>;
export const adTypeNames = Object.keys(adTypes) as readonly (keyof typeof adTypes)[];

const mostSearchAds = 3;

type Content = Readonly<Record<string, unknown>>;

const listAt = (content: Content, key: string): readonly unknown[] => {
  const list = content[key] ?? content[snakeCase(key)];
  return Array.isArray(list) ? list : [];
};

const textOf = (part: unknown): string => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '');

const checkTexts = (content: Content, key: keyof typeof texts, [least, most]: Count, path: readonly string[]): void => {
  const list = listAt(content, key).map(textOf);
  const at = [...path, key];
  if (list.length < least) throw new OperationFailed('collectionSizeError', 'TOO_FEW', `Fewer than ${least}.`, at);
  if (list.length > most) throw new OperationFailed('collectionSizeError', 'TOO_MANY', `More than ${most}.`, at);
  for (const text of list) {
    if (text.trim() === '') throw new OperationFailed('stringLengthError', 'TOO_SHORT', 'Too short.', at, text);
    if ([...text].length > texts[key])
      throw new OperationFailed('stringLengthError', 'TOO_LONG', 'Too long.', at, text);
  }
};

const checkImages = (draft: Draft, content: Content, images: AdType['images'], path: readonly string[]): void => {
  for (const [key, least] of Object.entries(images)) {
    const at = [...path, snakeCase(key)];
    const list = listAt(content, key);
    if (list.length < least) throw new OperationFailed('fieldError', 'REQUIRED', 'An image is missing.', at);
    for (const image of list) {
      const name = isObject(image) ? String(image['asset']) : '';
      const id = idIn(name, draft.owner.account.adAccountId, 'assets', at);
      if (draft.child('media', id) === undefined) throw notFound(name, at);
    }
  }
};

const checkContent = (draft: Draft, type: keyof typeof adTypes, content: Content, campaign: Campaign): void => {
  const { channel, headlines, descriptions, images, fields }: AdType = adTypes[type];
  const path = ['create', 'ad', snakeCase(type)];
  if (channelOf(campaign) !== channel) {
    const reason = `Ads of this type do not go with ${channelOf(campaign)} campaigns.`;
    throw new OperationFailed('contextError', 'OPERATION_NOT_PERMITTED_FOR_CONTEXT', reason, path);
  }
  checkTexts(content, 'headlines', headlines, path);
  checkTexts(content, 'descriptions', descriptions, path);
  for (const field of fields) {
    if (content[field] === undefined && content[snakeCase(field)] === undefined) {
      throw new OperationFailed('fieldError', 'REQUIRED', 'The required field was not present.', [...path, field]);
    }
  }
  checkImages(draft, content, images, path);
};

const isSearchAd = ({ details }: Child): boolean => details['responsiveSearchAd'] !== undefined;

/** At most three search ads of an ad group are enabled. Throws `OperationFailed`. */
const checkEnabled = (draft: Draft, adGroup: Child, selfId?: string): void => {
  const enabled = draft
    .childrenOf(adGroup.campaignId ?? '', 'ad')
    .filter((each) => each.adGroupId === adGroup.id && each.status === 'active' && each.id !== selfId);
  if (enabled.filter(isSearchAd).length < mostSearchAds) return;
  const reason = `An ad group has at most ${mostSearchAds} enabled responsive search ads.`;
  throw new OperationFailed('resourceCountLimitExceededError', 'RESOURCE_LIMIT', reason, ['status']);
};

/** Answers the new id; enabled unless it says otherwise. Throws `OperationFailed`, `Refusal`. */
export const createAd = (draft: Draft, value: unknown, where: string): string => {
  const message = messageOf(adGroupAdShape, value, where);
  if (message.adGroup === undefined) throw required('adGroup');
  const { adGroup, campaign } = livingAdGroup(draft, message.adGroup, ['create', 'ad_group']);
  if (message.ad === undefined) throw required('ad');
  const ad = messageOf(adShape, message.ad, `${where}.ad`);
  if (ad.resourceName !== undefined || ad.id !== undefined) {
    throw new OperationFailed('adGroupAdError', 'AD_SHARING_NOT_ALLOWED', 'Ads cannot be shared.', ['create', 'ad']);
  }
  checkOneOf(ad, adTypeNames, 'ad_data', `${where}.ad`);
  const type = adTypeNames.find((name) => ad[name] !== undefined);
  const content = type === undefined ? undefined : ad[type];
  if (type === undefined || content === undefined) throw required('adData');
  if (ad.finalUrls === undefined || ad.finalUrls.length === 0) throw required('finalUrls');
  checkContent(draft, type, content, campaign);
  const status = statusIn(message.status, 'create');
  if (status === 'active' && type === 'responsiveSearchAd') checkEnabled(draft, adGroup);
  const whole = JSON.stringify(ad);
  if (/prohibited/i.test(whole)) {
    const reason = 'The ad does not follow the advertising policy.';
    throw new OperationFailed('policyFindingError', 'POLICY_FINDING', reason, ['create', 'ad']);
  }
  const { id } = draft.addChild({
    kind: 'ad',
    campaignId: campaign.id,
    adGroupId: adGroup.id,
    name: textOf(listAt(content, 'headlines')[0]),
    status,
    // Ads have no name here, so words in any of their texts count.
    review: reviewFor(whole, draft.now, draft.reviewDelayMs),
    details: ad,
  });
  return id;
};

const existing = (draft: Draft, name: string, path: readonly string[]): Child => {
  const id = idIn(name, draft.owner.account.adAccountId, 'adGroupAds', path);
  const ad = draft.child('ad', id);
  if (ad === undefined) throw notFound(name, path);
  if (ad.status === 'deleted') {
    const reason = 'The operation is not allowed for removed ads.';
    throw new OperationFailed('adGroupAdError', 'CANNOT_OPERATE_ON_REMOVED_ADGROUPAD', reason, path, name);
  }
  const { adAccountId } = draft.owner.account;
  livingAdGroup(draft, `customers/${adAccountId}/adGroups/${ad.adGroupId}`, path);
  return ad;
};

/** Only the status changes. Throws `OperationFailed`, `Refusal`. */
export const updateAd = (draft: Draft, value: unknown, mask: string | undefined, where: string): string => {
  const message = messageOf(adGroupAdShape, value, where);
  if (message.resourceName === undefined) {
    throw new OperationFailed('requestError', 'RESOURCE_NAME_MISSING', 'The resource name is missing.', ['update']);
  }
  const ad = existing(draft, message.resourceName, ['update', 'resource_name']);
  maskedFields(mask, adGroupAdShape, ['adGroup', 'ad']);
  if (message.status === undefined) throw cannotBeCleared('status');
  const status = statusIn(message.status, 'update');
  const adGroup = draft.child('ad_group', ad.adGroupId ?? '');
  if (status === 'active' && isSearchAd(ad) && adGroup !== undefined) checkEnabled(draft, adGroup, ad.id);
  draft.changeChild('ad', ad.id, { status, updatedAt: draft.now });
  return ad.id;
};

/** For good. Throws `OperationFailed`. */
export const removeAd = (draft: Draft, name: string): string => {
  const { id } = existing(draft, name, ['remove']);
  draft.changeChild('ad', id, { status: 'deleted', updatedAt: draft.now });
  return id;
};
