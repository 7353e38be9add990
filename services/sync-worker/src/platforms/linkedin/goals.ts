import type { Objective } from '@campaigns/contracts';
import { invalid } from '../platform-error.ts';

/** What a campaign is for, and what LinkedIn bids for by itself. */
export type Goal = Readonly<{
  objectiveType: string;
  optimizationTargetType: string;
  costType: string;
  format?: string;
}>;

const websiteConversions: Goal = {
  objectiveType: 'WEBSITE_CONVERSION',
  optimizationTargetType: 'MAX_CONVERSION',
  costType: 'CPM',
};

/** In the singular: LinkedIn's pages name some of them in the plural too, which has been seen refused. */
const goals: Readonly<Record<Exclude<Objective, 'app_installs'>, Goal>> = {
  brand_awareness: {
    objectiveType: 'BRAND_AWARENESS',
    optimizationTargetType: 'MAX_IMPRESSION',
    costType: 'CPM',
  },
  traffic: { objectiveType: 'WEBSITE_VISIT', optimizationTargetType: 'MAX_CLICK', costType: 'CPM' },
  // Clicks are the engagement that LinkedIn can bid for.
  engagement: { objectiveType: 'ENGAGEMENT', optimizationTargetType: 'MAX_CLICK', costType: 'CPM' },
  video_views: {
    objectiveType: 'VIDEO_VIEW',
    optimizationTargetType: 'MAX_VIDEO_VIEW',
    costType: 'CPV',
    format: 'SINGLE_VIDEO',
  },
  lead_gen: { objectiveType: 'LEAD_GENERATION', optimizationTargetType: 'MAX_LEAD', costType: 'CPM' },
  conversions: websiteConversions,
  sales: websiteConversions,
};

export const linkedinGoal = (objective: Objective): Goal => {
  if (objective !== 'app_installs') return goals[objective];
  throw invalid('objective-not-supported', 'LinkedIn has no objective for app_installs; traffic is the nearest');
};
