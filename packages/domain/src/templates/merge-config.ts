import type { CampaignConfig } from '@campaigns/contracts';

type Json = CampaignConfig[string];

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep merge, the later one winning; arrays and scalars are replaced whole. Neither input is changed. */
export const mergeConfig = (base: CampaignConfig, override: CampaignConfig): CampaignConfig => {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isObject(below) && isObject(value) ? mergeConfig(below, value) : value;
  }
  return merged;
};
