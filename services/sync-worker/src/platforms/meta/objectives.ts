import type { Objective } from '@campaigns/contracts';
import { invalid } from '../platform-error.ts';

/** Several of ours are one of theirs, so an objective is never mapped back. */
const objectives: Readonly<Record<Exclude<Objective, 'app_installs'>, string>> = {
  brand_awareness: 'OUTCOME_AWARENESS',
  traffic: 'OUTCOME_TRAFFIC',
  engagement: 'OUTCOME_ENGAGEMENT',
  video_views: 'OUTCOME_ENGAGEMENT',
  lead_gen: 'OUTCOME_LEADS',
  conversions: 'OUTCOME_SALES',
  sales: 'OUTCOME_SALES',
};

export const metaObjective = (objective: Objective): string => {
  if (objective !== 'app_installs') return objectives[objective];
  throw invalid(
    'objective-not-supported',
    'app_installs on Meta needs an app to promote, which campaigns do not carry yet',
  );
};

const purchases = ['omni_purchase', 'purchase', 'offsite_conversion.fb_pixel_purchase'];

/**
 * Which action counts as the conversion, best first. Exactly one is used: Meta's action types overlap, so a sum would
 * count the same purchase several times.
 */
export const conversionActions = (objective: string | null): readonly string[] => {
  if (objective === 'OUTCOME_LEADS') return ['lead', 'offsite_conversion.fb_pixel_lead'];
  if (objective === 'OUTCOME_APP_PROMOTION') return ['mobile_app_install'];
  return purchases;
};
