import type { Campaign } from '../../../state/campaign.ts';
import type { ChildChanges } from '../../../state/child.ts';
import { OperationFailed } from '../failure.ts';
import { messageOf } from '../json-message.ts';
import type { Draft } from './draft.ts';
import { channelOf, livingAdGroup, livingCampaign, statusIn } from './parents.ts';
import { checkTemporary, keepTemporary } from './temporary.ts';
import { cannotBeCleared, maskedFields, required } from './update-mask.ts';

export const adGroupTypes = [
  'SEARCH_STANDARD',
  'DISPLAY_STANDARD',
  'SHOPPING_PRODUCT_ADS',
  'VIDEO_RESPONSIVE',
] as const;
export const rotationModes = ['OPTIMIZE', 'ROTATE_FOREVER'] as const;

/** Kept as sent. */
const keptShape = {
  adRotationMode: rotationModes,
  optimizedTargetingEnabled: 'boolean',
  targetingSetting: 'message',
  cpcBidMicros: 'int64',
  cpmBidMicros: 'int64',
  targetCpaMicros: 'int64',
} as const;
const keptFields = Object.keys(keptShape) as readonly (keyof typeof keptShape)[];

const adGroupShape = {
  resourceName: 'text',
  id: 'int64',
  campaign: 'text',
  name: 'text',
  status: ['ENABLED', 'PAUSED', 'REMOVED'],
  type: adGroupTypes,
  ...keptShape,
} as const;

const typeOfChannel: Readonly<Record<string, (typeof adGroupTypes)[number]>> = {
  SEARCH: 'SEARCH_STANDARD',
  DISPLAY: 'DISPLAY_STANDARD',
  SHOPPING: 'SHOPPING_PRODUCT_ADS',
};

const refusal = (code: string, message: string, path: readonly string[], trigger: string): OperationFailed =>
  new OperationFailed('adGroupError', code, message, path, trigger);

/** Unique among the campaign's ad groups that are not removed. Throws `OperationFailed`. */
const checkedName = (draft: Draft, campaignId: string, name: string, verb: 'create' | 'update', selfId?: string) => {
  const path = [verb, 'name'];
  if (name.trim() === '') throw new OperationFailed('stringLengthError', 'TOO_SHORT', 'Too short.', path, name);
  const twin = draft
    .childrenOf(campaignId, 'ad_group')
    .find((each) => each.name === name && each.status !== 'deleted' && each.id !== selfId);
  if (twin === undefined) return name;
  throw refusal('DUPLICATE_ADGROUP_NAME', 'AdGroup with the same name already exists for the campaign.', path, name);
};

const checkedType = (campaign: Campaign, given: string | undefined): string | undefined => {
  const channel = channelOf(campaign);
  if (channel === 'PERFORMANCE_MAX') {
    const message = 'Performance Max campaigns have asset groups instead of ad groups.';
    const code = 'OPERATION_NOT_PERMITTED_FOR_CAMPAIGN_TYPE';
    throw new OperationFailed('operationAccessDeniedError', code, message, ['create', 'campaign'], channel);
  }
  const type = typeOfChannel[channel];
  if (given === undefined || given === type) return type;
  const message = 'The type of the ad group does not go with the channel of its campaign.';
  throw refusal('ADGROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE', message, ['create', 'type'], given);
};

/** Answers the new id; enabled unless it says otherwise. Throws `OperationFailed`, `Refusal`. */
export const createAdGroup = (draft: Draft, value: unknown, where: string): string => {
  const message = messageOf(adGroupShape, value, where);
  checkTemporary(draft, 'adGroups', message.resourceName);
  if (message.campaign === undefined) throw required('campaign');
  const campaign = livingCampaign(draft, message.campaign, ['create', 'campaign']);
  if (message.name === undefined) throw required('name');
  const type = checkedType(campaign, message.type);
  const { id } = draft.addChild({
    kind: 'ad_group',
    campaignId: campaign.id,
    name: checkedName(draft, campaign.id, message.name, 'create'),
    status: statusIn(message.status, 'create'),
    details: {
      ...(type === undefined ? {} : { type }),
      ...Object.fromEntries(
        keptFields.flatMap((field) => (message[field] === undefined ? [] : [[field, message[field]]])),
      ),
    },
  });
  keepTemporary(draft, 'adGroups', message.resourceName, id);
  return id;
};

/** Throws `OperationFailed`, `Refusal`. */
export const updateAdGroup = (draft: Draft, value: unknown, mask: string | undefined, where: string): string => {
  const message = messageOf(adGroupShape, value, where);
  if (message.resourceName === undefined) {
    throw new OperationFailed('requestError', 'RESOURCE_NAME_MISSING', 'The resource name is missing.', ['update']);
  }
  const { adGroup, campaign } = livingAdGroup(draft, message.resourceName, ['update', 'resource_name']);
  const fields = maskedFields(mask, adGroupShape, ['id', 'campaign', 'type']);
  let changes: ChildChanges = { updatedAt: draft.now };
  for (const field of fields) {
    if (field === 'name') {
      if (message.name === undefined) throw cannotBeCleared('name');
      changes = { ...changes, name: checkedName(draft, campaign.id, message.name, 'update', adGroup.id) };
    } else if (field === 'status') {
      if (message.status === undefined) throw cannotBeCleared('status');
      changes = { ...changes, status: statusIn(message.status, 'update') };
    } else {
      const kept = { ...adGroup.details, ...changes.details, [field]: message[field as keyof typeof keptShape] };
      changes = { ...changes, details: kept };
    }
  }
  draft.changeChild('ad_group', adGroup.id, changes);
  return adGroup.id;
};

/** For good; its ads keep their status. Throws `OperationFailed`. */
export const removeAdGroup = (draft: Draft, name: string): string => {
  const { adGroup } = livingAdGroup(draft, name, ['remove']);
  draft.changeChild('ad_group', adGroup.id, { status: 'deleted', updatedAt: draft.now });
  return adGroup.id;
};
