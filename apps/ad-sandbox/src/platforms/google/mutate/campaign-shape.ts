import type { Message } from '../json-message.ts';

export const channelTypes = [
  'SEARCH',
  'DISPLAY',
  'SHOPPING',
  'HOTEL',
  'VIDEO',
  'MULTI_CHANNEL',
  'LOCAL',
  'SMART',
  'PERFORMANCE_MAX',
  'LOCAL_SERVICES',
  'TRAVEL',
  'DEMAND_GEN',
] as const;

export const channelSubTypes = [
  'SEARCH_MOBILE_APP',
  'DISPLAY_MOBILE_APP',
  'SEARCH_EXPRESS',
  'DISPLAY_EXPRESS',
  'SHOPPING_SMART_ADS',
  'DISPLAY_GMAIL_AD',
  'DISPLAY_SMART_CAMPAIGN',
  'VIDEO_ACTION',
  'VIDEO_NON_SKIPPABLE',
  'APP_CAMPAIGN',
  'APP_CAMPAIGN_FOR_ENGAGEMENT',
  'LOCAL_CAMPAIGN',
  'SMART_CAMPAIGN',
  'VIDEO_SEQUENCE',
  'APP_CAMPAIGN_FOR_PRE_REGISTRATION',
  'VIDEO_REACH_TARGET_FREQUENCY',
  'TRAVEL_ACTIVITIES',
] as const;

export const euDeclarations = [
  'CONTAINS_EU_POLITICAL_ADVERTISING',
  'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
] as const;

/** Bidding that belongs to the campaign itself: exactly one of them. */
export const biddingStrategies = [
  'commission',
  'fixedCpm',
  'manualCpa',
  'manualCpc',
  'manualCpm',
  'manualCpv',
  'maximizeConversionValue',
  'maximizeConversions',
  'percentCpc',
  'targetCpa',
  'targetCpm',
  'targetCpv',
  'targetImpressionShare',
  'targetRoas',
  'targetSpend',
] as const;

export const biddingTypes: readonly string[] = biddingStrategies.map((name) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
);

/** Kept as sent; they do not change what the sandbox delivers. */
const keptShape = {
  networkSettings: 'message',
  geoTargetTypeSetting: 'message',
  targetingSetting: 'message',
  shoppingSetting: 'message',
  dynamicSearchAdsSetting: 'message',
  appCampaignSetting: 'message',
  realTimeBiddingSetting: 'message',
  trackingUrlTemplate: 'text',
  finalUrlSuffix: 'text',
  urlCustomParameters: 'list',
  frequencyCaps: 'list',
  brandGuidelinesEnabled: 'boolean',
  adServingOptimizationStatus: ['OPTIMIZE', 'CONVERSION_OPTIMIZE', 'ROTATE', 'ROTATE_INDEFINITELY', 'UNAVAILABLE'],
  paymentMode: ['CLICKS', 'CONVERSION_VALUE', 'CONVERSIONS', 'GUEST_STAY'],
} as const;
export const keptFields = Object.keys(keptShape) as readonly (keyof typeof keptShape)[];

const biddingShape = Object.fromEntries(biddingStrategies.map((name) => [name, 'message'])) as Readonly<
  Record<(typeof biddingStrategies)[number], 'message'>
>;

export const campaignShape = {
  resourceName: 'text',
  id: 'int64',
  name: 'text',
  status: ['ENABLED', 'PAUSED', 'REMOVED'],
  servingStatus: ['SERVING', 'NONE', 'ENDED', 'PENDING', 'SUSPENDED'],
  primaryStatus: ['ELIGIBLE', 'PAUSED', 'REMOVED', 'ENDED', 'PENDING', 'LEARNING', 'LIMITED', 'NOT_ELIGIBLE'],
  primaryStatusReasons: 'list',
  biddingStrategyType: biddingTypes,
  advertisingChannelType: channelTypes,
  advertisingChannelSubType: channelSubTypes,
  campaignBudget: 'text',
  containsEuPoliticalAdvertising: euDeclarations,
  startDateTime: 'text',
  endDateTime: 'text',
  biddingStrategy: 'text',
  ...biddingShape,
  ...keptShape,
} as const;

export type CampaignMessage = Message<typeof campaignShape>;

export const fixedCampaignFields = [
  'id',
  'servingStatus',
  'primaryStatus',
  'primaryStatusReasons',
  'biddingStrategyType',
  'advertisingChannelType',
  'advertisingChannelSubType',
] as const;
