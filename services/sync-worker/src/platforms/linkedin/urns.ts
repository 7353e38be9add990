/** The digits of an id, whether it is written bare or as a URN. */
export const bareId = (id: string): string => id.slice(id.lastIndexOf(':') + 1);

export const accountUrn = (adAccountId: string): string => `urn:li:sponsoredAccount:${bareId(adAccountId)}`;
export const campaignUrn = (platformCampaignId: string): string => `urn:li:sponsoredCampaign:${platformCampaignId}`;
export const creativeUrn = (platformAdId: string): string => `urn:li:sponsoredCreative:${platformAdId}`;
export const conversionUrn = (id: string): string => `urn:lla:llaPartnerConversion:${bareId(id)}`;
export const groupUrn = (id: string): string => `urn:li:sponsoredCampaignGroup:${bareId(id)}`;
export const organizationUrn = (id: string): string => `urn:li:organization:${bareId(id)}`;

export const isOrganization = (urn: string): boolean => urn.startsWith('urn:li:organization:');

type Collection = 'adCampaigns' | 'adCampaignGroups' | 'creatives';

/** The path of an account, or of a collection in it. */
export const accountPath = (adAccountId: string, collection?: Collection): string =>
  `/adAccounts/${encodeURIComponent(bareId(adAccountId))}${collection === undefined ? '' : `/${collection}`}`;
