import type { EventStore } from '@campaigns/event-sourcing';
import { type Campaign, type NewStream, newCampaign, newOrganisation, type Organisation } from './campaigns.ts';
import { generalRule, newRule, ownRule } from './rule-set.ts';

export type Size = Readonly<{
  organisations: number;
  /** On five platforms each, just deployed. */
  campaigns: number;
  rulesOfEachOrganisation: number;
  rulesOfCampaigns: number;
  /** Further campaigns whose streams are long, and how often each was synced. */
  old: Readonly<{ campaigns: number; syncs: number }>;
}>;

export type Filled = Readonly<{ campaigns: readonly Campaign[]; old: readonly Campaign[] }>;

/** Appends travel together, so many of them pay for one flush. */
const atOnce = 400;
const campaignsAtOnce = 100;
/** So that no append is too large. */
const eventsAtOnce = 200;

const appendStream = async (store: EventStore, { stream, events }: NewStream): Promise<void> => {
  for (let start = 0; start < events.length; start += eventsAtOnce) {
    const expected = start === 0 ? 'no-stream' : BigInt(start - 1);
    const { outcome } = await store.append(stream, expected, events.slice(start, start + eventsAtOnce));
    if (outcome !== 'appended') throw new Error(`Conflict on ${stream}`);
  }
};

const append = async (store: EventStore, streams: readonly NewStream[]): Promise<void> => {
  for (let start = 0; start < streams.length; start += atOnce) {
    await Promise.all(streams.slice(start, start + atOnce).map((stream) => appendStream(store, stream)));
  }
};

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const oneOf = <Value>(values: readonly Value[], number: number): Value => {
  const value = values[number % values.length];
  if (value === undefined) throw new RangeError('Nothing to choose from');
  return value;
};

/** Organisations take turns. */
const fillCampaigns = async (
  store: EventStore,
  organisations: readonly Organisation[],
  { campaigns: count, syncs }: Size['old'],
): Promise<readonly Campaign[]> => {
  const campaigns: Campaign[] = [];
  while (campaigns.length < count) {
    const some = numbers(Math.min(campaignsAtOnce, count - campaigns.length)).map((index) =>
      newCampaign(oneOf(organisations, campaigns.length + index), syncs),
    );
    await append(
      store,
      some.flatMap(({ streams }) => streams),
    );
    campaigns.push(...some.map(({ id, organisation }) => ({ id, organisation })));
  }
  return campaigns;
};

/**
 * Fills a log with campaigns and rules as the product's deciders write them, in streams of their own. Of deployments and syncs
 * there is only what the campaign's own stream says.
 */
export const fillLog = async (store: EventStore, size: Size): Promise<Filled> => {
  const organisations = numbers(size.organisations).map(newOrganisation);
  await append(
    store,
    organisations.flatMap(({ streams }) => streams),
  );
  const campaigns = await fillCampaigns(store, organisations, { campaigns: size.campaigns, syncs: 0 });
  const old = await fillCampaigns(store, organisations, size.old);
  const general = organisations.flatMap(({ id }) =>
    numbers(size.rulesOfEachOrganisation).map((number) => newRule(id, null, generalRule(number))),
  );
  const own = numbers(size.rulesOfCampaigns).map((number) => {
    const campaign = oneOf(campaigns, number);
    return newRule(campaign.organisation.id, campaign.id, ownRule(number));
  });
  await append(store, [...general, ...own]);
  return { campaigns, old };
};
