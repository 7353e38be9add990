import type { CampaignSpec, Objective, PlanLine } from '@campaigns/contracts';
import { isAccepted, unsupported } from '../plan.ts';
import type { SnapchatSettings } from './settings.ts';

type Goal = Readonly<{ goal: string; needsPixel?: true }>;

/** What an ad squad is optimised for, always with automatic bidding. */
const goals: Readonly<Record<Objective, Goal>> = {
  brand_awareness: { goal: 'IMPRESSIONS' },
  traffic: { goal: 'SWIPES' },
  engagement: { goal: 'SWIPES' },
  video_views: { goal: 'VIDEO_VIEWS' },
  lead_gen: { goal: 'PIXEL_SIGNUP', needsPixel: true },
  conversions: { goal: 'PIXEL_PURCHASE', needsPixel: true },
  sales: { goal: 'PIXEL_PURCHASE', needsPixel: true },
  app_installs: { goal: 'APP_INSTALLS' },
};

/** The goal of an ad squad; without the pixel that it needs, and accepted as such, it is swipes. */
export const goalOf = (
  spec: Pick<CampaignSpec, 'objective' | 'accepted'>,
  { pixel_id: pixelId }: SnapchatSettings,
): Readonly<{ fields: Readonly<Record<string, unknown>>; lines: readonly PlanLine[] }> => {
  const { goal, needsPixel } = goals[spec.objective];
  if (needsPixel === undefined) return { fields: { optimization_goal: goal }, lines: [] };
  if (pixelId !== undefined) return { fields: { optimization_goal: goal, pixel_id: pixelId }, lines: [] };
  const reason = 'needs platform_specific_config.snapchat.pixel_id; without it the ads are optimised for swipes';
  const lines = isAccepted(spec, 'objective') ? [] : [unsupported('ad_group', 'objective', reason)];
  return { fields: { optimization_goal: 'SWIPES' }, lines };
};
