import { type Child, changedChild } from './child.ts';
import { childKey } from './children.ts';
import { deliver } from './deliver.ts';
import type { Fact } from './facts.ts';
import { accountOf, campaignOf, keyOf, type State } from './state.ts';

export type ChildFact = Extract<Fact, { type: 'ChildCreated' | 'ChildChanged' }>;

const redeliver = (state: State, { platform, campaignId, review }: Child, at: number): void => {
  const campaign = campaignId === undefined ? undefined : campaignOf(state, platform, campaignId);
  if (campaign === undefined) return;
  deliver(state, campaign, at);
  if (review !== undefined && review.decidedAt > at && review.decidedAt < Number.MAX_SAFE_INTEGER) {
    state.dueReviews.push({ at: review.decidedAt, platform, campaignId: campaign.id });
    state.dueReviews.sort((one, other) => one.at - other.at);
  }
};

const created = (state: State, child: Child, at: number): void => {
  const { platform, adAccountId, kind, id, serial, campaignId } = child;
  const key = childKey(platform, kind, id);
  state.children.set(key, child);
  const owner = accountOf(state, platform, adAccountId);
  if (owner !== undefined) owner.childKeys.set(kind, [...(owner.childKeys.get(kind) ?? []), key]);
  if (campaignId !== undefined) {
    const campaignKey = keyOf(platform, campaignId);
    state.childKeysByCampaign.set(campaignKey, [...(state.childKeysByCampaign.get(campaignKey) ?? []), key]);
  }
  const counter = `${platform}/${kind}`;
  state.counters.children.set(counter, Math.max(state.counters.children.get(counter) ?? 0, serial + 1));
  redeliver(state, child, at);
};

export const applyChildFact = (state: State, fact: ChildFact, at: number): void => {
  if (fact.type === 'ChildCreated') {
    created(state, fact.child, at);
    return;
  }
  const key = childKey(fact.platform, fact.kind, fact.id);
  const before = state.children.get(key);
  if (before === undefined) return;
  const after = changedChild(before, fact.changes);
  state.children.set(key, after);
  redeliver(state, after, at);
};

/** Reviews that were decided by now take effect at the instant of the decision. */
export const settleReviews = (state: State, now: number): void => {
  for (let due = state.dueReviews[0]; due !== undefined && due.at <= now; due = state.dueReviews[0]) {
    state.dueReviews.shift();
    const campaign = campaignOf(state, due.platform, due.campaignId);
    if (campaign !== undefined) deliver(state, campaign, due.at);
  }
};
