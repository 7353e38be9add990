import type { CampaignSpec, PlanLine } from '@campaigns/contracts';
import { exact, unsupported } from '../plan.ts';
import { type MetaSettings, metaSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** What an ad set is optimised for, and how the objective comes out. */
export type MetaGoal = Readonly<{ json: Json; lines: readonly PlanLine[] }>;

const goal = (json: Json): MetaGoal => ({
  // Paid by impression everywhere: the one billing event that every goal allows.
  json: { ...json, billing_event: 'IMPRESSIONS' },
  lines: [exact('campaign', 'objective')],
});
const without = (reason: string): MetaGoal => ({ json: {}, lines: [unsupported('campaign', 'objective', reason)] });

const conversions = ({ pixel_id: pixelId, conversion_event: chosen }: MetaSettings, event: string): MetaGoal =>
  pixelId === undefined
    ? without('Meta counts conversions by a pixel: give pixel_id in the configuration')
    : goal({
        optimization_goal: 'OFFSITE_CONVERSIONS',
        promoted_object: { pixel_id: pixelId, custom_event_type: chosen ?? event },
      });

const postEngagement = ({ page_id: pageId }: MetaSettings): MetaGoal =>
  pageId === undefined
    ? without('engagement on Meta is with the posts of a page: give page_id in the configuration')
    : goal({
        optimization_goal: 'POST_ENGAGEMENT',
        destination_type: 'ON_POST',
        promoted_object: { page_id: pageId },
      });

const goals: Readonly<Record<CampaignSpec['objective'], (settings: MetaSettings) => MetaGoal>> = {
  brand_awareness: () => goal({ optimization_goal: 'REACH' }),
  traffic: () => goal({ optimization_goal: 'LINK_CLICKS' }),
  engagement: postEngagement,
  video_views: () => goal({ optimization_goal: 'THRUPLAY', destination_type: 'ON_VIDEO' }),
  lead_gen: (settings) => conversions(settings, 'LEAD'),
  conversions: (settings) => conversions(settings, 'PURCHASE'),
  sales: (settings) => conversions(settings, 'PURCHASE'),
  app_installs: () => without('app_installs on Meta needs an app to promote, which campaigns do not carry yet'),
};

export const metaGoal = (spec: Pick<CampaignSpec, 'config' | 'objective'>): MetaGoal =>
  goals[spec.objective](metaSettings(spec));
