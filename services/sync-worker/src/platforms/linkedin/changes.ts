import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import type { AdPort } from '../platform-port.ts';
import type { LinkedinAds, LinkedinCreative } from './ads.ts';
import { bareId } from './urns.ts';

/** A draft has none yet. */
const reviews: Readonly<Record<string, SeenObject['review']>> = {
  PENDING: 'pending',
  NEEDS_REVIEW: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
};

const longestReason = 500;

const reasonOf = ({ review, servingHoldReasons }: LinkedinCreative): string | null => {
  const rejections = review?.rejectionReasons ?? [];
  const reasons = rejections.length > 0 ? rejections : servingHoldReasons;
  return reasons.join('; ').slice(0, longestReason) || null;
};

const seenAd = (creative: LinkedinCreative): SeenObject => ({
  level: 'ad',
  platformId: bareId(creative.id),
  status: creative.intendedStatus === 'ACTIVE' ? 'active' : 'paused',
  review: reviews[creative.review?.status ?? ''] ?? null,
  reason: reasonOf(creative),
  changedAt: creative.lastModifiedAt === undefined ? null : new Date(creative.lastModifiedAt).toISOString(),
});

const removed = (platformId: string): SeenObject => ({
  ...{ level: 'ad', platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

/**
 * There is no list of what was changed since, so all creatives of the campaign are read; ours that are not among them were
 * removed. The ad group is the campaign itself, which is compared on its own.
 */
export const linkedinChanges =
  ({ listIn }: LinkedinAds): AdPort['readChanges'] =>
  async (call, { platformCampaignId }, { children }) => {
    const seen = (await listIn(call, platformCampaignId)).map(seenAd);
    const there = new Set(seen.map(({ platformId }) => platformId));
    const missing = (children?.platformAdIds ?? []).filter((id) => !there.has(id));
    return {
      seen: [...seen, ...missing.map(removed)],
      unseen: visibilityOf.linkedin.blindSpots,
    };
  };
