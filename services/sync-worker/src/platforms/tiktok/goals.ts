import type { CampaignSpec, Objective, PlanLine } from '@campaigns/contracts';
import { approximated, exact, unsupported } from '../plan.ts';
import { type TiktokSettings, tiktokSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** What an ad group is optimised for and paid by, or why there is no such. TikTok bids by itself. */
type Goal = Readonly<{ json: Json } | { reason: string }>;

const website = { promotion_type: 'WEBSITE' } as const;

const conversions = ({ pixel_id: pixelId, optimization_event: event }: TiktokSettings): Goal =>
  pixelId === undefined
    ? { reason: 'TikTok counts conversions by a pixel: give pixel_id in the configuration' }
    : {
        json: {
          ...website,
          ...{ optimization_goal: 'CONVERT', billing_event: 'OCPM', pixel_id: pixelId, optimization_event: event },
        },
      };

const goals: Readonly<Record<Objective, (settings: TiktokSettings) => Goal>> = {
  traffic: () => ({ json: { ...website, optimization_goal: 'CLICK', billing_event: 'CPC' } }),
  conversions,
  sales: conversions,
  lead_gen: () => ({
    json: { promotion_type: 'LEAD_GENERATION', optimization_goal: 'LEAD_GENERATION', billing_event: 'OCPM' },
  }),
  brand_awareness: ({ frequency, frequency_schedule }) => ({
    json: { optimization_goal: 'REACH', billing_event: 'CPM', frequency, frequency_schedule },
  }),
  video_views: () => ({ json: { optimization_goal: 'ENGAGED_VIEW', billing_event: 'CPV' } }),
  engagement: () => ({
    reason: 'what TikTok optimises ads for engagement for is not known here; video_views and traffic are the nearest',
  }),
  app_installs: () => ({
    reason: 'app_installs on TikTok needs an app to promote, which campaigns do not carry yet',
  }),
};

/** Objectives whose ads lead to a website, so that each of them needs an address. */
export const leadsToWebsite = (objective: Objective): boolean =>
  objective === 'traffic' || objective === 'conversions' || objective === 'sales';

/** Those that TikTok is said to make as Smart+ campaigns only, from about the end of 2026 on. */
const endingByHand: readonly Objective[] = ['conversions', 'sales', 'lead_gen', 'app_installs'];
const warnsFrom = Date.parse('2026-12-01T00:00:00Z');
const endsAbout = '2026-12-31';

const objectiveLine = (objective: Objective, at: number): PlanLine =>
  endingByHand.includes(objective) && at >= warnsFrom
    ? approximated(
        'campaign',
        'objective',
        `made by hand, not as an Upgraded Smart+ campaign: TikTok is said to refuse new campaigns by hand for ${objective} from about ${endsAbout} on`,
      )
    : exact('campaign', 'objective');

/** How the objective comes out for a campaign that is made at an instant, and what of an ad group it becomes. */
export const tiktokGoal = (
  spec: Pick<CampaignSpec, 'config' | 'objective'>,
  at: number,
): Readonly<{ json: Json; line: PlanLine }> => {
  const goal = goals[spec.objective](tiktokSettings(spec));
  if ('reason' in goal) return { json: {}, line: unsupported('campaign', 'objective', goal.reason) };
  return { json: goal.json, line: objectiveLine(spec.objective, at) };
};
