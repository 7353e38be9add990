import { changeTerms, openLedger, type Terms } from '../delivery/ledger.ts';
import { profiles } from '../delivery/profile.ts';
import { dayMillis } from '../time/zone.ts';
import type { Budget, Campaign } from './campaign.ts';
import { type Deliverable, deliverableOf } from './deliverable.ts';
import { accountOf, type Flight, keyOf, type State } from './state.ts';

/** Of two limits of the same kind the smaller one holds; a campaign without a budget spends its ad group's. */
const tighter = (campaign: Budget, adGroup: Budget | undefined): Budget => {
  if (adGroup === undefined || adGroup.kind === 'none') return campaign;
  if (campaign.kind === 'none') return adGroup;
  return campaign.kind === adGroup.kind && adGroup.micros < campaign.micros ? adGroup : campaign;
};

const later = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

const termsOf = (campaign: Campaign, { isAny, adGroup }: Deliverable): Terms => {
  const budget = tighter(campaign.budget, adGroup?.budget);
  return {
    active: campaign.status === 'active' && isAny,
    budget: {
      kind: budget.kind,
      micros: Math.floor(budget.micros / Math.max(1, budget.sharedBy ?? 1)),
      ...(budget.dailyCapMicros === undefined ? {} : { dailyCapMicros: budget.dailyCapMicros }),
    },
    startAt: later(campaign.startAt, adGroup?.startAt),
    endAt: earlier(campaign.endAt, adGroup?.endAt),
  };
};

const sameTerms = (one: Terms, other: Terms): boolean =>
  one.active === other.active &&
  one.budget.kind === other.budget.kind &&
  one.budget.micros === other.budget.micros &&
  one.budget.dailyCapMicros === other.budget.dailyCapMicros &&
  one.startAt === other.startAt &&
  one.endAt === other.endAt;

/** The campaign's own time at a real instant, in epoch ms: one real `dayMs` is one day. */
export const simulatedAt = (state: State, flight: Flight, at: number): number =>
  flight.ledger.origin + Math.floor((Math.max(0, at - flight.activatedAt) * dayMillis) / state.dayMs);

/** From when on which ads share what the campaign delivers. */
const noteAds = (flight: Flight, from: number, { ads }: Deliverable): void => {
  const adIds = ads.map(({ id }) => id);
  const last = flight.adPeriods.at(-1);
  const isSame = last?.adIds.length === adIds.length && last.adIds.every((id, index) => id === adIds[index]);
  if (!isSame) flight.adPeriods.push({ from, adIds });
};

/** Lets the campaign spend, from this real instant on, as its state and that of what stands under it allow. */
export const deliver = (state: State, campaign: Campaign, at: number): void => {
  const owner = accountOf(state, campaign.platform, campaign.adAccountId);
  if (owner === undefined) return;
  const key = keyOf(campaign.platform, campaign.id);
  const deliverable = deliverableOf(state, campaign, at);
  const terms = termsOf(campaign, deliverable);
  const flight = state.flights.get(key);
  if (flight !== undefined) {
    const instant = simulatedAt(state, flight, at);
    noteAds(flight, instant, deliverable);
    if (!sameTerms(flight.ledger.terms, terms)) changeTerms(flight.ledger, instant, terms);
    return;
  }
  if (!terms.active) return;
  const { platform, adAccountId, currency } = owner.account;
  const timeZone = profiles[platform].dayZone ?? owner.account.timeZone;
  const deliveryKey = `${platform}/${adAccountId}/${state.positions.get(key)}`;
  const ledger = openLedger(
    { platform, key: deliveryKey, seed: state.seed, timeZone, currency },
    Math.max(terms.startAt ?? at, at),
    terms,
  );
  const opened: Flight = { activatedAt: at, ledger, adPeriods: [] };
  noteAds(opened, ledger.origin, deliverable);
  state.flights.set(key, opened);
};
