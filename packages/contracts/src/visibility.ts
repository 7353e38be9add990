import type { Platform } from './vocabulary.ts';

/** What a look at a platform can show, and what it cannot: what was not seen is not known to be unchanged. */
export type Visibility = Readonly<{
  /** What the look goes by. */
  source: string;
  /** How many days back the platform tells when something was changed; `null` where no such list is read. */
  changeLogDays: number | null;
  /** What it never tells, in words. */
  blindSpots: readonly string[];
}>;

const whoAndWhat = 'what was changed in an object, and by whom';

export const visibilityOf = {
  meta: {
    source: 'the campaign and all ads as they stand, and ad sets that were changed; what was deleted, by its id',
    changeLogDays: null,
    blindSpots: [
      whoAndWhat,
      'the review of an ad while it, its ad set or its campaign is paused',
      'changes of creatives',
    ],
  },
  google: {
    source: 'the campaign, its ad groups and ads as they stand, and from a log when each was last changed',
    /** It keeps 90; one to spare, because its days are the account's. */
    changeLogDays: 89,
    blindSpots: [
      'what of an ad or of an audience was changed: Google tells that, and when, but not what, and not by whom',
    ],
  },
  tiktok: {
    source: 'the campaign, its ad groups and ads as they stand, deleted ones too',
    changeLogDays: null,
    blindSpots: [
      whoAndWhat,
      'the review of an ad while it, its ad group or its campaign is paused',
      'why an ad was rejected',
    ],
  },
  linkedin: {
    source: 'the campaign and its creatives as they stand; ours that are in no list were removed',
    changeLogDays: null,
    blindSpots: [whoAndWhat, 'changes of posts and of conversion rules'],
  },
  twitter: {
    source: 'the campaign, its line items and promoted posts as they stand, deleted ones too',
    changeLogDays: null,
    blindSpots: [
      'who changed an object, and what in it',
      'whether an ad was paused or deleted on X, which is the same there',
      'why an ad was turned away',
      'changes of targeting criteria, and of posts and cards themselves',
    ],
  },
  snapchat: {
    source: 'the campaign, its ad squads and ads as they stand; ours that are in no list were removed',
    changeLogDays: null,
    blindSpots: [whoAndWhat, 'changes of creatives and media'],
  },
} as const satisfies Readonly<Record<Platform, Visibility>>;
