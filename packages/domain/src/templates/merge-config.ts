import type { CampaignConfig } from '@campaigns/contracts';

type Json = CampaignConfig[string];

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep merge, the later one winning; arrays and scalars are replaced whole. Neither input is changed. */
export const mergeConfig = (base: CampaignConfig, override: CampaignConfig): CampaignConfig => {
  // A map, not assignments: assigning the key "__proto__" would set the prototype instead of a setting.
  const merged = new Map<string, Json>(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    const below = merged.get(key);
    merged.set(key, isObject(below) && isObject(value) ? mergeConfig(below, value) : value);
  }
  return Object.fromEntries(merged);
};
