export const accountUrn = (id: string): string => `urn:li:sponsoredAccount:${id}`;
export const campaignUrn = (id: string): string => `urn:li:sponsoredCampaign:${id}`;
export const creativeUrn = (id: string): string => `urn:li:sponsoredCreative:${id}`;
export const groupUrn = (id: string): string => `urn:li:sponsoredCampaignGroup:${id}`;

type UrnKind = 'sponsoredAccount' | 'sponsoredCampaign' | 'sponsoredCampaignGroup' | 'sponsoredCreative';

/** The id in a URN of that kind; undefined for any other text. */
export const idIn = (kind: UrnKind, urn: unknown): string | undefined => {
  const prefix = `urn:li:${kind}:`;
  if (typeof urn !== 'string' || !urn.startsWith(prefix)) return undefined;
  const id = urn.slice(prefix.length);
  return /^\d+$/.test(id) ? id : undefined;
};
