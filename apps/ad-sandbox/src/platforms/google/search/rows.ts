import { adRows } from '../../../delivery/ad-reports.ts';
import { campaignNow, type DailyRow, dailyRows } from '../../../delivery/reports.ts';
import { noResults, type Results, sumOfResults } from '../../../delivery/results.ts';
import type { AccountState } from '../../../state/account-state.ts';
import type { Campaign } from '../../../state/campaign.ts';
import { childOf, childrenIn } from '../../../state/children.ts';
import type { Account, SharedBudget } from '../../../state/facts.ts';
import { campaignOf, campaignsNamed, campaignsOf, type State } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import { localDay } from '../../../time/zone.ts';
import { type Criterion, criteriaOf } from '../criteria.ts';
import type { RangeOn } from '../gaql/date-range.ts';
import type { Resource } from './fields.ts';
import type { Change, Row } from './row.ts';

/** A row without results, and what was delivered of it in a range of days. */
export type Subject = Readonly<{ row: Row; delivered: (range: RangeOn) => readonly DailyRow[] }>;

const nothing = (): readonly DailyRow[] => [];

const todayOf = (store: Store, { account }: AccountState, campaign: Campaign): string =>
  localDay(account.timeZone, campaignNow(store, campaign)).date;

/** What the campaigns delivered, each in its own calendar. */
const ofCampaigns =
  (store: Store, owner: AccountState, campaigns: () => readonly Campaign[]): Subject['delivered'] =>
  (range) =>
    campaigns().flatMap((campaign) => dailyRows(store, campaign, range(todayOf(store, owner, campaign))));

/** What those of a campaign's ads delivered. */
const ofAds =
  (store: Store, owner: AccountState, campaign: Campaign, isMeant: (adId: string) => boolean): Subject['delivered'] =>
  (range) =>
    adRows(store, campaign, range(todayOf(store, owner, campaign))).filter(({ adId }) => isMeant(adId));

const spendersOf = ({ state }: Store, { idsByBudget }: AccountState, budgetId: string): readonly Campaign[] =>
  [...(idsByBudget.get(budgetId) ?? [])].flatMap((id) => campaignOf(state, 'google', id) ?? []);

export const campaignRow = (store: Store, owner: AccountState, campaign: Campaign): Row => {
  const budget = campaign.budgetId === undefined ? undefined : owner.budgets.get(campaign.budgetId);
  return {
    customer: owner.account,
    campaign,
    ...(budget === undefined ? {} : { budget }),
    spenders: () => (budget === undefined ? [] : spendersOf(store, owner, budget.id)),
    now: campaignNow(store, campaign),
    reviewedAt: store.now(),
    results: noResults,
  };
};

export const budgetRow = (store: Store, owner: AccountState, budget: SharedBudget): Row => ({
  customer: owner.account,
  budget,
  spenders: () => spendersOf(store, owner, budget.id),
  now: store.now(),
  reviewedAt: store.now(),
  results: noResults,
});

/** What a query asks for outright, so that the other campaigns need not be looked at; `living` leaves removed ones out. */
export type Asked = Readonly<{ ids?: readonly string[]; names?: readonly string[]; living: boolean }>;

const campaignsAsked = ({ state }: Store, owner: AccountState, { ids, names, living }: Asked): readonly Campaign[] => {
  if (ids !== undefined) {
    return ids
      .flatMap((id) => campaignOf(state, 'google', id) ?? [])
      .filter(({ adAccountId }) => adAccountId === owner.account.adAccountId);
  }
  if (names === undefined) return campaignsOf(state, owner);
  return living
    ? names.flatMap((name) => campaignsNamed(state, owner, name))
    : campaignsOf(state, owner).filter(({ name }) => names.includes(name));
};

/** A hierarchy is shown to this depth. */
const deepestLevel = 5;

/** The customer and everything it manages, from the top down. */
const hierarchyOf = (state: State, account: Account, level = 0): readonly NonNullable<Row['client']>[] => {
  const clients = [...state.accounts.values()].filter(
    (owner) => owner.account.platform === 'google' && owner.account.loginCustomerId === account.adAccountId,
  );
  const below = level < deepestLevel ? clients : [];
  return [{ account, level }, ...below.flatMap((client) => hierarchyOf(state, client.account, level + 1))];
};

/** Children of the campaigns that are asked for, removed ones included. */
const childSubjects = (store: Store, owner: AccountState, kind: 'ad_group' | 'ad', asked: Asked): readonly Subject[] =>
  campaignsAsked(store, owner, asked).flatMap((campaign) => {
    const row = campaignRow(store, owner, campaign);
    return childrenIn(store.state, 'google', campaign.id, kind).map((child): Subject => {
      if (kind === 'ad_group') {
        const isInside = (adId: string): boolean => adId.startsWith(`${child.id}~`);
        return { row: { ...row, adGroup: child }, delivered: ofAds(store, owner, campaign, isInside) };
      }
      const adGroup = childOf(store.state, 'google', 'ad_group', child.adGroupId ?? '');
      return {
        row: { ...row, ad: child, ...(adGroup === undefined ? {} : { adGroup }) },
        delivered: ofAds(store, owner, campaign, (adId) => adId === child.id),
      };
    });
  });

const criterionSubjects = ({ row }: Subject, holder: Parameters<typeof criteriaOf>[0]): readonly Subject[] =>
  criteriaOf(holder).map((criterion) => ({ row: { ...row, criterion }, delivered: nothing }));

type Dated = Readonly<{ createdAt: number; updatedAt: number; status: string }>;

const changeOf = (type: Change['type'], { createdAt, updatedAt, status }: Dated): Change => {
  const changed = updatedAt > createdAt ? 'CHANGED' : 'ADDED';
  return { type, status: status === 'deleted' ? 'REMOVED' : changed, at: updatedAt };
};

const criterionChange = (type: Change['type'], { addedAt, removedAt }: Criterion): Change => ({
  type,
  status: removedAt === undefined ? 'ADDED' : 'REMOVED',
  at: removedAt ?? addedAt,
});

/** One entry for each thing: when it was last changed. */
const changeSubjects = (store: Store, owner: AccountState, asked: Asked): readonly Subject[] => {
  const campaigns = campaignSubjects(store, owner, asked);
  const adGroups = childSubjects(store, owner, 'ad_group', asked);
  const entry = ({ row }: Subject, change: Change): Subject => ({ row: { ...row, change }, delivered: nothing });
  const criterion = (type: Change['type']) => (subject: Subject) =>
    subject.row.criterion === undefined ? [] : [entry(subject, criterionChange(type, subject.row.criterion))];
  return [
    ...campaigns.flatMap((each) => (each.row.campaign ? [entry(each, changeOf('CAMPAIGN', each.row.campaign))] : [])),
    ...campaigns
      .flatMap((each) => (each.row.campaign ? criterionSubjects(each, each.row.campaign) : []))
      .flatMap(criterion('CAMPAIGN_CRITERION')),
    ...adGroups.flatMap((each) => (each.row.adGroup ? [entry(each, changeOf('AD_GROUP', each.row.adGroup))] : [])),
    ...adGroups
      .flatMap((each) => (each.row.adGroup ? criterionSubjects(each, each.row.adGroup) : []))
      .flatMap(criterion('AD_GROUP_CRITERION')),
    ...childSubjects(store, owner, 'ad', asked).flatMap((each) =>
      each.row.ad ? [entry(each, changeOf('AD_GROUP_AD', each.row.ad))] : [],
    ),
  ];
};

const campaignSubjects = (store: Store, owner: AccountState, asked: Asked): readonly Subject[] =>
  campaignsAsked(store, owner, asked).map((campaign) => ({
    row: campaignRow(store, owner, campaign),
    delivered: ofCampaigns(store, owner, () => [campaign]),
  }));

/** Every row of a resource, removed ones included, in order of creation. */
export const subjectsOf = (store: Store, owner: AccountState, resource: Resource, asked: Asked): readonly Subject[] => {
  switch (resource) {
    case 'campaign':
      return campaignSubjects(store, owner, asked);
    case 'ad_group':
      return childSubjects(store, owner, 'ad_group', asked);
    case 'ad_group_ad':
      return childSubjects(store, owner, 'ad', asked);
    case 'campaign_criterion':
      return campaignSubjects(store, owner, asked).flatMap((each) =>
        each.row.campaign === undefined ? [] : criterionSubjects(each, each.row.campaign),
      );
    case 'ad_group_criterion':
      return childSubjects(store, owner, 'ad_group', asked).flatMap((each) =>
        each.row.adGroup === undefined ? [] : criterionSubjects(each, each.row.adGroup),
      );
    case 'change_status':
      return changeSubjects(store, owner, asked);
    case 'campaign_budget':
      return [...owner.budgets.values()].map((budget) => ({
        row: budgetRow(store, owner, budget),
        delivered: ofCampaigns(store, owner, () =>
          campaignsOf(store.state, owner).filter(({ budgetId }) => budgetId === budget.id),
        ),
      }));
    case 'customer_client':
      return hierarchyOf(store.state, owner.account).map((client) => ({
        row: {
          customer: owner.account,
          client,
          spenders: () => [],
          now: store.now(),
          reviewedAt: store.now(),
          results: noResults,
        },
        delivered: nothing,
      }));
    case 'customer':
      return [
        {
          row: {
            customer: owner.account,
            spenders: () => [],
            now: store.now(),
            reviewedAt: store.now(),
            results: noResults,
          },
          delivered: ofCampaigns(store, owner, () => campaignsOf(store.state, owner)),
        },
      ];
  }
};

const everyDay: RangeOn = () => ({});

/** One row with the sum, also of nothing. */
export const summedRow = ({ row, delivered }: Subject, range: RangeOn = everyDay): Row => ({
  ...row,
  results: sumOfResults(delivered(range)),
});

/** One row per day, oldest first; a day without delivery has none. */
export const rowsByDay = ({ row, delivered }: Subject, range: RangeOn = everyDay): readonly Row[] => {
  const days = new Map<string, Results[]>();
  for (const { date, ...results } of delivered(range)) {
    const known = days.get(date);
    if (known === undefined) days.set(date, [results]);
    else known.push(results);
  }
  return [...days]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([date, results]) => ({ ...row, date, results: sumOfResults(results) }));
};
