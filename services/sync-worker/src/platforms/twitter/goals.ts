import type { CampaignSpec, Objective, PlanLine } from '@campaigns/contracts';
import { exact, isAccepted, unsupported } from '../plan.ts';
import type { TwitterConfig } from './campaign-config.ts';

type Goal = Readonly<{ objective: string; goal: string }>;

const linkClicks: Goal = { objective: 'WEBSITE_CLICKS', goal: 'LINK_CLICKS' };
/** Needs a web event tag. X has no objective for leads, which are conversions on the website as well. */
const conversions: Goal = { objective: 'WEBSITE_CLICKS', goal: 'WEBSITE_CONVERSIONS' };

const goals: Readonly<Record<Exclude<Objective, 'app_installs'>, Goal>> = {
  brand_awareness: { objective: 'REACH', goal: 'MAX_REACH' },
  traffic: linkClicks,
  engagement: { objective: 'ENGAGEMENTS', goal: 'ENGAGEMENT' },
  video_views: { objective: 'VIDEO_VIEWS', goal: 'VIDEO_VIEW' },
  lead_gen: conversions,
  conversions,
  sales: conversions,
};

const instead = 'without it the ads are paid for clicks on the link';

/**
 * What a line item is for; X bids by itself for all of them. What cannot be and was accepted becomes clicks on the link. A
 * campaign itself has no objective on X, so without ads only an objective that there is no ad for matters.
 */
export const goalOf = (
  spec: Pick<CampaignSpec, 'objective' | 'accepted'>,
  { primary_web_event_tag: tag }: TwitterConfig,
): Readonly<{ fields: Readonly<Record<string, string>>; lines: readonly PlanLine[] }> => {
  const refused = (reason: string) => ({
    fields: linkClicks,
    lines: isAccepted(spec, 'objective') ? [] : [unsupported('ad_group', 'objective', reason)],
  });
  if (spec.objective === 'app_installs') {
    return refused(`app_installs on X needs an app to promote, which campaigns do not carry yet; ${instead}`);
  }
  const goal = goals[spec.objective];
  if (goal !== conversions) return { fields: goal, lines: [exact('ad_group', 'objective')] };
  if (tag !== undefined) {
    return { fields: { ...goal, primary_web_event_tag: tag }, lines: [exact('ad_group', 'objective')] };
  }
  const need = 'needs platform_specific_config.twitter.primary_web_event_tag, the tag that counts conversions';
  return refused(`${need}; ${instead}`);
};
