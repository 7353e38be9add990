import type { JsonObject } from '../../http/exchange.ts';
import { type Child, reviewAt } from '../../state/child.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { accountUrn, campaignUrn, creativeUrn } from './urns.ts';

/** LinkedIn keeps nothing of what was deleted as a draft. */
export const isErased = ({ status, details }: Child): boolean =>
  status === 'deleted' && details['intendedStatus'] === 'DRAFT';

/** What a caller meant it to be, or a human made of it. One that is held back is meant to be active. */
export const intendedStatusOf = ({ state, now }: Store, { status, details, updatedAt }: Child): string => {
  if (status === 'deleted') return now() - updatedAt >= state.dayMs ? 'REMOVED' : 'PENDING_DELETION';
  if (status === 'archived') return 'ARCHIVED';
  if (status === 'active' || details['held'] === true) return 'ACTIVE';
  return details['intendedStatus'] === 'DRAFT' ? 'DRAFT' : 'PAUSED';
};

const reviewWords = { pending: 'PENDING', approved: 'APPROVED', rejected: 'REJECTED' } as const;

/** There is none of a draft: the review begins when it becomes active. */
const reviewJson = (child: Child, now: number): JsonObject => {
  const review = reviewAt(child, now);
  if (review === undefined) return {};
  const reasons = review === 'rejected' ? { rejectionReasons: child.review?.reasons } : {};
  return { review: { status: reviewWords[review], ...reasons } };
};

export const creativeJson = (store: Store, child: Child): JsonObject => {
  const { adAccountId, campaignId = '', id, name, details, createdAt, updatedAt } = child;
  const intendedStatus = intendedStatusOf(store, child);
  const review = reviewAt(child, store.now());
  const isStopped = campaignOf(store.state, 'linkedin', campaignId)?.status !== 'active' || details['held'] === true;
  const holds = [
    ...(intendedStatus === 'ACTIVE' ? [] : ['STOPPED']),
    ...(review === 'pending' ? ['UNDER_REVIEW'] : []),
    ...(review === 'rejected' ? ['REJECTED'] : []),
    ...(isStopped ? ['CAMPAIGN_STOPPED'] : []),
  ];
  return {
    id: creativeUrn(id),
    account: accountUrn(adAccountId),
    campaign: campaignUrn(campaignId),
    ...(name === '' ? {} : { name }),
    intendedStatus,
    isServing: holds.length === 0,
    ...(holds.length === 0 ? {} : { servingHoldReasons: holds }),
    ...reviewJson(child, store.now()),
    content: details['content'],
    createdAt,
    lastModifiedAt: updatedAt,
  };
};
