import type { Campaign } from './campaign.ts';
import { type Child, reviewAt } from './child.ts';
import { childrenIn } from './children.ts';
import type { State } from './state.ts';

/** What of a campaign could be shown at an instant; `adGroup` is absent where the platform has none, or it has none yet. */
export type Deliverable = Readonly<{ isAny: boolean; adGroup?: Child; ads: readonly Child[] }>;

const isShown = (ad: Child, at: number): boolean => ad.status === 'active' && reviewAt(ad, at) === 'approved';

/**
 * A campaign delivers when an ad group and an ad in it are active and the ad is approved. One that never had an ad group or
 * an ad delivers too, as if it had been given some on the platform's own pages.
 */
export const deliverableOf = (state: State, { platform, id }: Campaign, at: number): Deliverable => {
  const adGroups = childrenIn(state, platform, id, 'ad_group');
  const ads = childrenIn(state, platform, id, 'ad');
  if (adGroups.length === 0 && ads.length === 0) return { isAny: true, ads: [] };
  const shown = ads.filter((ad) => isShown(ad, at));
  if (adGroups.length === 0) return { isAny: shown.length > 0, ads: shown };
  for (const adGroup of adGroups.filter(({ status }) => status === 'active')) {
    const inside = shown.filter(({ adGroupId }) => adGroupId === adGroup.id);
    if (inside.length > 0) return { isAny: true, adGroup, ads: inside };
  }
  return { isAny: false, ads: [] };
};
