import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import { minorUnitMicros } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Budget, Campaign, CampaignStatus } from '../../state/campaign.ts';
import { type Child, type ChildChanges, reviewFor } from '../../state/child.ts';
import { childOf, childrenOf } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { World } from '../platform.ts';
import { minDailyBudget } from './account-json.ts';
import { declarations, goalSettings, sentTargeting } from './ad-set-settings.ts';
import { bidSettings } from './bids.ts';
import { type MetaKind, newChild } from './child-ids.ts';
import { childJson, effectiveStatus } from './child-json.ts';
import { newCreative } from './creatives.ts';
import { invalid, invalidWith, notFound } from './errors.ts';
import { filterOf } from './filtering.ts';
import { pageOf } from './paging.ts';
import { oneOf, optionalInstant, optionalObject, type Parameters, requiredText } from './parameters.ts';
import { sentBudget, sentName, validatesOnly } from './settings.ts';

export type OwnedChild = Readonly<{ owner: AccountState; child: Child }>;

const done: Answer = { status: 200, body: { success: true } };
const made = ({ id }: Child): Answer => ({ status: 200, body: { id } });

const liveCampaign = (store: Store, adAccountId: string, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'meta', id);
  if (campaign === undefined || campaign.adAccountId !== adAccountId) throw notFound('POST', id);
  if (campaign.status === 'deleted') throw invalid('campaign_id', 'The campaign of this ad set was deleted');
  return campaign;
};

/** A budget stands on one level only, and not below the account's minimum. Throws `Refusal` 100. */
const adSetBudget = (campaign: Campaign, parameters: Parameters, currency: string): Budget | undefined => {
  const budget = sentBudget(parameters, currency);
  if (budget === undefined) return undefined;
  if (campaign.budget.kind !== 'none') {
    throw invalid(`${budget.kind}_budget`, 'An ad set cannot have a budget when its campaign has one');
  }
  const least = minDailyBudget * minorUnitMicros(currency);
  if (budget.micros < least) {
    throw invalid(`${budget.kind}_budget`, `The budget is too low: the minimum is ${minDailyBudget} a day`);
  }
  return budget;
};

const newStatus = (parameters: Parameters): CampaignStatus =>
  oneOf(parameters['status'] ?? 'ACTIVE', 'status', ['ACTIVE', 'PAUSED']) === 'ACTIVE' ? 'active' : 'paused';

type Times = Readonly<{ startAt?: number; endAt?: number }>;

const sentTimes = (parameters: Parameters, known: Times = {}): Times => {
  const startAt = optionalInstant(parameters, 'start_time') ?? known.startAt;
  const endAt = optionalInstant(parameters, 'end_time') ?? known.endAt;
  if (startAt !== undefined && endAt !== undefined && endAt <= startAt) {
    throw invalid('end_time', 'The parameter end_time must be after start_time');
  }
  return { ...(startAt === undefined ? {} : { startAt }), ...(endAt === undefined ? {} : { endAt }) };
};

/** `POST /act_{id}/adsets` */
export const createAdSet = (store: Store, { account }: AccountState, parameters: Parameters): Answer => {
  const name = requiredText(parameters, 'name');
  const campaign = liveCampaign(store, account.adAccountId, requiredText(parameters, 'campaign_id'));
  const goal = goalSettings(campaign, parameters);
  const bid = bidSettings(campaign, parameters);
  const targeting = sentTargeting(campaign, parameters, true);
  const declared = declarations(parameters, targeting);
  const budget = adSetBudget(campaign, parameters, account.currency);
  if (budget === undefined && campaign.budget.kind === 'none') {
    throw invalid('daily_budget', 'An ad set needs a budget when its campaign has none');
  }
  const times = sentTimes(parameters);
  if (budget?.kind === 'lifetime' && times.endAt === undefined) {
    throw invalid('end_time', 'The parameter end_time is required with lifetime_budget');
  }
  const adSet = newChild(store, 'ad_group', {
    ...{ adAccountId: account.adAccountId, campaignId: campaign.id, name, status: newStatus(parameters) },
    ...(budget === undefined ? {} : { budget }),
    ...times,
    details: { ...goal, ...bid, ...declared, targeting },
  });
  if (validatesOnly(parameters)) return done;
  store.commit([{ type: 'ChildCreated', child: adSet }]);
  return made(adSet);
};

/** The creative that an ad names, or the one that it brings along. */
const creativeOf = (
  store: Store,
  adAccountId: string,
  parameters: Parameters,
): Readonly<{ creative: Child; isNew: boolean }> => {
  const given = optionalObject(parameters, 'creative');
  if (given === undefined) throw invalid('creative', 'The parameter creative is required');
  const { creative_id: id } = given;
  if (id === undefined) return { creative: newCreative(store, adAccountId, given), isNew: true };
  const creative = childOf(store.state, 'meta', 'creative', String(id));
  if (creative === undefined || creative.adAccountId !== adAccountId || creative.status === 'deleted') {
    throw invalid('creative', `There is no creative ${String(id)}`);
  }
  return { creative, isNew: false };
};

/** `POST /act_{id}/ads`: reviewed from the moment on at which it is there, even while it is paused. */
export const createAd = (store: Store, { account }: AccountState, parameters: Parameters): Answer => {
  const { adAccountId } = account;
  const name = requiredText(parameters, 'name');
  const adSetId = requiredText(parameters, 'adset_id');
  const adSet = childOf(store.state, 'meta', 'ad_group', adSetId);
  if (adSet === undefined || adSet.adAccountId !== adAccountId) throw notFound('POST', adSetId);
  if (effectiveStatus(store, adSet) === 'DELETED') throw invalid('adset_id', 'The ad set of this ad was deleted');
  const { creative, isNew } = creativeOf(store, adAccountId, parameters);
  const ad = newChild(store, 'ad', {
    ...{ adAccountId, adGroupId: adSet.id, name, status: newStatus(parameters) },
    ...(adSet.campaignId === undefined ? {} : { campaignId: adSet.campaignId }),
    review: reviewFor(name, store.now(), store.state.reviewing.delayMs),
    details: { creative: { id: creative.id } },
  });
  if (validatesOnly(parameters)) return done;
  store.commit([
    ...(isNew ? [{ type: 'ChildCreated' as const, child: creative }] : []),
    { type: 'ChildCreated', child: ad },
  ]);
  return made(ad);
};

/** `POST /act_{id}/adcreatives` */
export const createCreative = (store: Store, { account }: AccountState, parameters: Parameters): Answer => {
  requiredText(parameters, 'name');
  const creative = newCreative(store, account.adAccountId, parameters);
  store.commit([{ type: 'ChildCreated', child: creative }]);
  return made(creative);
};

const statuses = { ACTIVE: 'active', PAUSED: 'paused', ARCHIVED: 'archived', DELETED: 'deleted' } as const;

const changedStatus = ({ status }: Child, parameters: Parameters): CampaignStatus => {
  if (parameters['status'] === undefined) return status;
  const wanted = statuses[oneOf(parameters['status'], 'status', ['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED'])];
  if (status === 'archived' && wanted !== 'archived' && wanted !== 'deleted') {
    throw invalid('status', 'An archived object can only be deleted');
  }
  return wanted;
};

const adSetChanges = (store: Store, { owner, child }: OwnedChild, parameters: Parameters): ChildChanges => {
  for (const name of ['frequency_control_specs', 'attribution_spec', 'is_dynamic_creative']) {
    if (parameters[name] !== undefined) throw invalidWith(1_815_198, name, `${name} cannot be changed after creation`);
  }
  const campaign = liveCampaign(store, child.adAccountId, child.campaignId ?? '');
  const budget = adSetBudget(campaign, parameters, owner.account.currency);
  const targeting =
    parameters['targeting'] === undefined ? {} : { targeting: sentTargeting(campaign, parameters, false) };
  return {
    ...(budget === undefined ? {} : { budget }),
    ...sentTimes(parameters, child),
    // Replaced whole: what is left out of it is gone.
    details: { ...child.details, ...targeting },
  };
};

const adChanges = (store: Store, { child }: OwnedChild, parameters: Parameters): ChildChanges => {
  const given = optionalObject(parameters, 'creative');
  if (given === undefined) return {};
  const { creative, isNew } = creativeOf(store, child.adAccountId, parameters);
  if (isNew) store.commit([{ type: 'ChildCreated', child: creative }]);
  // Other content is reviewed anew.
  const review = reviewFor(child.name, store.now(), store.state.reviewing.delayMs);
  return { review, details: { ...child.details, creative: { id: creative.id } } };
};

const creativeChanges = (parameters: Parameters): ChildChanges => {
  const content = ['object_story_spec', 'object_story_id', 'source_instagram_media_id', 'url_tags'];
  const sent = content.find((name) => parameters[name] !== undefined);
  if (sent !== undefined) throw invalidWith(1_815_573, sent, 'The content of a creative cannot be changed');
  return {};
};

/** `POST /{id}`: only what is sent changes. */
export const updateChild = (store: Store, owned: OwnedChild, parameters: Parameters): Answer => {
  const { child } = owned;
  if (child.status === 'deleted' || effectiveStatus(store, child) === 'DELETED') {
    throw invalid('status', 'A deleted object cannot be changed');
  }
  const status = changedStatus(child, parameters);
  const own =
    child.kind === 'ad_group'
      ? adSetChanges(store, owned, parameters)
      : child.kind === 'ad'
        ? adChanges(store, owned, parameters)
        : creativeChanges(parameters);
  const changes: ChildChanges = { ...own, name: sentName(parameters) ?? child.name, status, updatedAt: store.now() };
  store.commit([{ type: 'ChildChanged', platform: 'meta', kind: child.kind, id: child.id, changes }]);
  return done;
};

/** `DELETE /{id}`. It stays readable by its id; deleting it again changes nothing. */
export const deleteChild = (store: Store, { child }: OwnedChild): Answer => {
  if (child.status !== 'deleted') {
    const changes = { status: 'deleted', updatedAt: store.now() } as const;
    store.commit([{ type: 'ChildChanged', platform: 'meta', kind: child.kind, id: child.id, changes }]);
  }
  return done;
};

/** `GET /{id}`: deleted ones too. */
export const readChild = ({ store }: World, { owner, child }: OwnedChild, parameters: Parameters): Answer => ({
  status: 200,
  body: childJson({ store, account: owner.account, child }, child.kind as MetaKind, parameters),
});

/** An edge of the account, a campaign or an ad set, newest first. */
export const listChildren =
  (kind: MetaKind, isIn: (child: Child) => boolean) =>
  ({ store, listLagMs }: World, owner: AccountState, parameters: Parameters, request: PlatformRequest): Answer => {
    const passes = filterOf(parameters);
    const visibleUntil = store.now() - listLagMs();
    const rows = childrenOf(store.state, owner, kind)
      .filter((child) => isIn(child) && child.createdAt <= visibleUntil)
      .filter((child) => passes({ ...child, effectiveStatus: effectiveStatus(store, child) }))
      .reverse()
      .map((child) => ({ key: child.serial, row: child }));
    return pageOf(request, parameters, rows, (child) =>
      childJson({ store, account: owner.account, child }, kind, parameters),
    );
  };
