import type { AccountState } from './account-state.ts';
import type { PlatformName } from './campaign.ts';
import type { Child, ChildKind } from './child.ts';
import { keyOf, type State } from './state.ts';

export const childKey = (platform: PlatformName, kind: ChildKind, id: string): string => `${platform}/${kind}/${id}`;

export const childOf = (state: State, platform: PlatformName, kind: ChildKind, id: string): Child | undefined =>
  state.children.get(childKey(platform, kind, id));

const present = (state: State, keys: Iterable<string>): Child[] =>
  [...keys].flatMap((key) => state.children.get(key) ?? []);

/** Children of the account of one kind, oldest first, deleted ones included. */
export const childrenOf = (state: State, { childKeys }: AccountState, kind: ChildKind): Child[] =>
  present(state, childKeys.get(kind) ?? []);

/** Ad groups or ads of a campaign, oldest first, deleted ones included. */
export const childrenIn = (state: State, platform: PlatformName, campaignId: string, kind: ChildKind): Child[] =>
  present(state, state.childKeysByCampaign.get(keyOf(platform, campaignId)) ?? []).filter(
    (child) => child.kind === kind,
  );

/** Ads of an ad group, oldest first, deleted ones included. */
export const adsIn = (state: State, { platform, campaignId, id }: Child): Child[] =>
  campaignId === undefined
    ? []
    : childrenIn(state, platform, campaignId, 'ad').filter(({ adGroupId }) => adGroupId === id);

/** The next serial of its kind on the platform, from 0. */
export const nextSerial = (state: State, platform: PlatformName, kind: ChildKind): number =>
  state.counters.children.get(`${platform}/${kind}`) ?? 0;
