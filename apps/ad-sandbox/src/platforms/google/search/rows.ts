import { campaignNow, dailyRows } from '../../../delivery/reports.ts';
import { noResults, type Results, sumOfResults } from '../../../delivery/results.ts';
import type { AccountState } from '../../../state/account-state.ts';
import type { Campaign } from '../../../state/campaign.ts';
import type { Account, SharedBudget } from '../../../state/facts.ts';
import { campaignOf, campaignsNamed, campaignsOf, type State } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import { localDay } from '../../../time/zone.ts';
import type { RangeOn } from '../gaql/date-range.ts';
import type { Resource } from './fields.ts';
import type { Row } from './row.ts';

/** A row without results, and the campaigns whose results it shows. */
export type Subject = Readonly<{ row: Row; campaigns: () => readonly Campaign[] }>;

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
    results: noResults,
  };
};

export const budgetRow = (store: Store, owner: AccountState, budget: SharedBudget): Row => ({
  customer: owner.account,
  budget,
  spenders: () => spendersOf(store, owner, budget.id),
  now: store.now(),
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

/** Every row of a resource, removed ones included, in order of creation. */
export const subjectsOf = (store: Store, owner: AccountState, resource: Resource, asked: Asked): readonly Subject[] => {
  switch (resource) {
    case 'campaign':
      return campaignsAsked(store, owner, asked).map((campaign) => ({
        row: campaignRow(store, owner, campaign),
        campaigns: () => [campaign],
      }));
    case 'campaign_budget':
      return [...owner.budgets.values()].map((budget) => ({
        row: budgetRow(store, owner, budget),
        campaigns: () => campaignsOf(store.state, owner).filter(({ budgetId }) => budgetId === budget.id),
      }));
    case 'customer_client':
      return hierarchyOf(store.state, owner.account).map((client) => ({
        row: { customer: owner.account, client, spenders: () => [], now: store.now(), results: noResults },
        campaigns: () => [],
      }));
    case 'customer':
      return [
        {
          row: { customer: owner.account, spenders: () => [], now: store.now(), results: noResults },
          campaigns: () => campaignsOf(store.state, owner),
        },
      ];
  }
};

const everyDay: RangeOn = () => ({});

/** What the campaigns of a subject delivered in the range, which each reads in its own calendar. */
const deliveryOf = (store: Store, { row, campaigns }: Subject, range: RangeOn = everyDay) =>
  campaigns().flatMap((campaign) => {
    const today = localDay(row.customer.timeZone, campaignNow(store, campaign)).date;
    return dailyRows(store, campaign, range(today));
  });

/** One row with the sum, also of nothing. */
export const summedRow = (store: Store, subject: Subject, range: RangeOn | undefined): Row => ({
  ...subject.row,
  results: sumOfResults(deliveryOf(store, subject, range)),
});

/** One row per day, oldest first; a day without delivery has none. */
export const rowsByDay = (store: Store, subject: Subject, range: RangeOn | undefined): readonly Row[] => {
  const days = new Map<string, Results[]>();
  for (const { date, ...results } of deliveryOf(store, subject, range)) {
    const known = days.get(date);
    if (known === undefined) days.set(date, [results]);
    else known.push(results);
  }
  return [...days]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([date, results]) => ({ ...subject.row, date, results: sumOfResults(results) }));
};
