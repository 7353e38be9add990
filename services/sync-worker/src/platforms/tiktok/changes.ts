import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import type { AdPort } from '../platform-port.ts';
import { isGone, type TiktokObject, type TiktokObjects } from './objects.ts';

type Review = SeenObject['review'];

const withStatus = (review: Review, ...names: readonly string[]): readonly (readonly [string, Review])[] =>
  names.map((name) => [`AD_STATUS_${name}`, review]);

/** While an ad, its ad group or its campaign is paused its review does not show; what is not here is not about it. */
const reviews: ReadonlyMap<string, Review> = new Map([
  ...withStatus('pending', 'AUDIT', 'REAUDIT', 'PARTIAL_AUDIT_NO_DELIVERY', 'ADVERTISER_AUDIT', 'PROCESS_AUDIO'),
  ...withStatus('approved', 'DELIVERY_OK', 'PARTIAL_AUDIT_DELIVERY_OK', 'REVIEW_PARTIALLY_APPROVED'),
  ...withStatus('approved', 'NOT_START', 'DONE'),
  // Approved, and not shown for want of money.
  ...withStatus('approved', 'BALANCE_EXCEED', 'BUDGET_EXCEED', 'CAMPAIGN_EXCEED'),
  ...withStatus('rejected', 'AUDIT_DENY', 'ADGROUP_AUDIT_DENY', 'ADVERTISER_AUDIT_DENY'),
]);

/** Statuses that need no words: all is well, waits, or stands as its own level or one above it was set. */
const isPlain = /_(DELIVERY_OK|ENABLE|DISABLE|AUDIT|REAUDIT|NOT_START|DONE|DELETE)$/;

const instantOf = (utc: string | undefined): string | null => {
  const instant = new Date(`${utc?.replace(' ', 'T')}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
};

const seenObject = (level: 'ad_group' | 'ad', object: TiktokObject): SeenObject => {
  const { id, operationStatus, secondaryStatus = '', modifyTime } = object;
  return {
    level,
    platformId: id,
    status: isGone(object) ? 'removed' : operationStatus === 'ENABLE' ? 'active' : 'paused',
    review: reviews.get(secondaryStatus) ?? null,
    reason:
      secondaryStatus === '' || isPlain.test(secondaryStatus) ? null : secondaryStatus.slice(0, 500).toWellFormed(),
    changedAt: instantOf(modifyTime),
  };
};

const removed = (level: SeenObject['level'], platformId: string): SeenObject => ({
  ...{ level, platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

/**
 * Full lists, deleted objects too: TikTok cannot be asked for what was changed since. Ad groups of before are left out by
 * their `modify_time`; ads are all told, because nothing says that the verdict of a review counts as a change.
 */
export const tiktokChanges =
  ({ find }: TiktokObjects): AdPort['readChanges'] =>
  async (call, { platformCampaignId }, { since, children }) => {
    const adGroups = await find(call, 'adgroup', { campaign_ids: [platformCampaignId] }, 'STATUS_ALL');
    const ads = await find(call, 'ad', { adgroup_ids: adGroups.map(({ id }) => id) }, 'STATUS_ALL');
    const listed = new Set([...adGroups, ...ads].map(({ id }) => id));
    // Times are in whole seconds.
    const from = Math.floor(since.getTime() / 1_000) * 1_000;
    const isRecent = ({ changedAt, status, platformId }: SeenObject): boolean =>
      changedAt === null ||
      Date.parse(changedAt) >= from ||
      (status === 'removed' && platformId === children?.platformAdGroupId);
    const groupId = children?.platformAdGroupId;
    const missing = (children?.platformAdIds ?? []).filter((id) => !listed.has(id));
    return {
      seen: [
        ...adGroups.map((object) => seenObject('ad_group', object)).filter(isRecent),
        ...ads.map((object) => seenObject('ad', object)),
        ...(groupId === undefined || listed.has(groupId) ? [] : [removed('ad_group', groupId)]),
        ...missing.map((id) => removed('ad', id)),
      ],
      unseen: visibilityOf.tiktok.blindSpots,
    };
  };
