import { type Budget, type CampaignStatus, flightAfter, type PlatformName } from './campaign.ts';

/**
 * What stands under a campaign (`ad_group` and `ad`, whatever their platform calls them), and what ads are put together
 * from, which belongs to the account (`creative`, `post`, `media`).
 */
export const childKinds = ['ad_group', 'ad', 'creative', 'post', 'media'] as const;
export type ChildKind = (typeof childKinds)[number];

/** The platform's look at an ad: pending until `decidedAt` (real epoch ms), then the verdict. */
export type Review = Readonly<{ verdict: 'approved' | 'rejected'; decidedAt: number; reasons: readonly string[] }>;

/** One object below the campaign level. Times are real epoch ms; `details` holds what only its platform knows, as it was sent. */
export type Child = Readonly<{
  platform: PlatformName;
  adAccountId: string;
  kind: ChildKind;
  id: string;
  /** Counts the children of its kind on the platform, from 0; the id is derived from it. */
  serial: number;
  /** Of ad groups and ads. */
  campaignId?: string;
  /** Of ads, where the platform has ad groups. */
  adGroupId?: string;
  name: string;
  status: CampaignStatus;
  /** Of ad groups that have a budget of their own. */
  budget?: Budget;
  startAt?: number;
  endAt?: number;
  review?: Review;
  createdAt: number;
  updatedAt: number;
  details: Readonly<Record<string, unknown>>;
}>;

/** What may change. A key that is present replaces the value; times of `null` clear it. */
export type ChildChanges = Readonly<{
  name?: string;
  status?: CampaignStatus;
  budget?: Budget;
  startAt?: number | null;
  endAt?: number | null;
  review?: Review;
  details?: Readonly<Record<string, unknown>>;
  updatedAt?: number;
}>;

export const changedChild = (child: Child, changes: ChildChanges): Child => {
  const { startAt: _start, endAt: _end, ...rest } = changes;
  const { startAt: _oldStart, endAt: _oldEnd, ...kept } = child;
  return { ...kept, ...rest, ...flightAfter(child, changes) };
};

export type ReviewState = 'pending' | 'approved' | 'rejected';

/** `undefined` for what is not reviewed, such as a draft. */
export const reviewAt = ({ review }: Pick<Child, 'review'>, now: number): ReviewState | undefined => {
  if (review === undefined) return undefined;
  return now < review.decidedAt ? 'pending' : review.verdict;
};

/** A name with `rejected` in it is turned away, one with `in review` is looked at for ever; all others are approved. */
export const reviewFor = (name: string, now: number, delayMs: number): Review => {
  const text = name.toLowerCase();
  if (text.includes('in review')) return { verdict: 'approved', decidedAt: Number.MAX_SAFE_INTEGER, reasons: [] };
  if (text.includes('rejected')) {
    return {
      verdict: 'rejected',
      decidedAt: now + delayMs,
      reasons: ['The ad does not follow the advertising policy'],
    };
  }
  return { verdict: 'approved', decidedAt: now + delayMs, reasons: [] };
};
