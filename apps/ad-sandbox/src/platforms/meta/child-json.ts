import type { JsonObject } from '../../http/exchange.ts';
import { minorUnitMicros } from '../../money/currency.ts';
import type { CampaignStatus } from '../../state/campaign.ts';
import { type Child, reviewAt } from '../../state/child.ts';
import { childOf } from '../../state/children.ts';
import type { Account } from '../../state/facts.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { offsetText } from '../../time/zone.ts';
import type { MetaKind } from './child-ids.ts';
import { type Fields, fieldsOf, pick } from './fields.ts';
import type { Parameters } from './parameters.ts';

const words: Readonly<Record<CampaignStatus, string>> = {
  active: 'ACTIVE',
  paused: 'PAUSED',
  archived: 'ARCHIVED',
  deleted: 'DELETED',
};

/** What comes out of its own status, those above it and, for an ad, its review; deleted parents end what is in them. */
export const effectiveStatus = ({ state, now }: Store, child: Child): string => {
  const { kind, campaignId, adGroupId, status } = child;
  const campaign = campaignId === undefined ? undefined : campaignOf(state, 'meta', campaignId)?.status;
  const adSet = adGroupId === undefined ? undefined : childOf(state, 'meta', 'ad_group', adGroupId)?.status;
  const all = [status, adSet, campaign].filter((each) => each !== undefined);
  if (all.includes('deleted')) return 'DELETED';
  if (all.includes('archived')) return 'ARCHIVED';
  if (kind === 'ad') {
    const review = reviewAt(child, now());
    if (review === 'pending') return 'PENDING_REVIEW';
    if (review === 'rejected') return 'DISAPPROVED';
  }
  if (status === 'paused') return 'PAUSED';
  if (adSet === 'paused') return 'ADSET_PAUSED';
  return campaign === 'paused' ? 'CAMPAIGN_PAUSED' : 'ACTIVE';
};

export type ChildView = Readonly<{ store: Store; account: Account; child: Child }>;

const status = ({ child }: ChildView): string => words[child.status];
const time =
  (read: (child: Child) => number | undefined) =>
  ({ account, child }: ChildView): string | undefined => {
    const instant = read(child);
    return instant === undefined ? undefined : offsetText(account.timeZone, instant);
  };
const budget =
  (kind: 'daily' | 'lifetime') =>
  ({ account, child }: ChildView): string | undefined =>
    child.budget?.kind === kind ? String(child.budget.micros / minorUnitMicros(account.currency)) : undefined;
const details = (...names: readonly string[]): Fields<ChildView> =>
  Object.fromEntries(names.map((name) => [name, ({ child }: ChildView) => child.details[name]]));

const common: Fields<ChildView> = {
  id: ({ child }) => child.id,
  account_id: ({ child }) => child.adAccountId,
  name: ({ child }) => child.name,
  status,
};

const belowCampaign: Fields<ChildView> = {
  ...common,
  campaign_id: ({ child }) => child.campaignId,
  configured_status: status,
  effective_status: ({ store, child }) => effectiveStatus(store, child),
  created_time: time(({ createdAt }) => createdAt),
  updated_time: time(({ updatedAt }) => updatedAt),
  issues_info: () => undefined,
};

const fieldsByKind: Readonly<Record<MetaKind, Fields<ChildView>>> = {
  ad_group: {
    ...belowCampaign,
    ...details('targeting', 'optimization_goal', 'billing_event', 'promoted_object', 'destination_type'),
    ...details('bid_strategy', 'bid_amount', 'bid_constraints', 'dsa_beneficiary', 'dsa_payor'),
    daily_budget: budget('daily'),
    lifetime_budget: budget('lifetime'),
    start_time: time(({ startAt, createdAt }) => startAt ?? createdAt),
    end_time: time(({ endAt }) => endAt),
  },
  ad: {
    ...belowCampaign,
    adset_id: ({ child }) => child.adGroupId,
    creative: ({ child }) => child.details['creative'],
    ad_review_feedback: ({ store, child }) =>
      reviewAt(child, store.now()) === 'rejected'
        ? { global: { ADVERTISING_POLICY: child.review?.reasons.join('; ') } }
        : undefined,
  },
  creative: { ...common, ...details('object_story_spec', 'object_story_id', 'source_instagram_media_id') },
};

/** The fields asked for and the id; nothing but the id when none are. Throws `Refusal` 100 for a field it does not have. */
export const childJson = (view: ChildView, kind: MetaKind, parameters: Parameters): JsonObject => {
  const fields = fieldsByKind[kind];
  return { ...pick(fields, fieldsOf(parameters, fields) ?? [], view), id: view.child.id };
};
