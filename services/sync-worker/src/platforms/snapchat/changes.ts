import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import type { AdPort } from '../platform-port.ts';
import type { SnapchatAd, SnapchatSquad } from './replacement.ts';
import type { SnapchatSquads } from './squads.ts';

const reviews: Readonly<Record<string, SeenObject['review']>> = {
  PENDING: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
};

const statusOf = ({ status }: SnapchatAd | SnapchatSquad): SeenObject['status'] =>
  status === 'ACTIVE' ? 'active' : 'paused';

const seenSquad = (squad: SnapchatSquad): SeenObject => ({
  ...{ level: 'ad_group', platformId: squad.id, status: statusOf(squad), review: null, reason: null },
  changedAt: squad.updated_at ?? null,
});

const textOf = (reason: unknown): string => (typeof reason === 'string' ? reason : JSON.stringify(reason));

const seenAd = (ad: SnapchatAd): SeenObject => ({
  ...{ level: 'ad', platformId: ad.id, status: statusOf(ad), review: reviews[ad.review_status ?? ''] ?? null },
  reason: ad.review_status_reasons?.map(textOf).join('; ').slice(0, 500).toWellFormed() || null,
  changedAt: ad.updated_at ?? null,
});

const removed = (level: SeenObject['level'], platformId: string): SeenObject => ({
  ...{ level, platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

/**
 * There is no list of what was changed since, so all squads and ads of the campaign are read; ours that are not among them
 * were removed.
 */
export const snapchatChanges =
  ({ list, listAds }: SnapchatSquads): AdPort['readChanges'] =>
  async (call, { platformCampaignId }, { children }) => {
    const squads = await list(call, platformCampaignId);
    const ads = await listAds(call, platformCampaignId);
    const ours = children === undefined ? [] : [removed('ad_group', children.platformAdGroupId)];
    const ourAds = (children?.platformAdIds ?? []).map((id) => removed('ad', id));
    const there = new Set([...squads, ...ads].map(({ id }) => id));
    return {
      seen: [
        ...squads.map(seenSquad),
        ...ads.map(seenAd),
        ...[...ours, ...ourAds].filter(({ platformId }) => !there.has(platformId)),
      ],
      unseen: visibilityOf.snapchat.blindSpots,
    };
  };
