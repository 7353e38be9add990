import type { EventStore } from '@campaigns/event-sourcing';
import { type Campaign, type NewStream, newCampaign, newOrganisation } from './campaigns.ts';
import { generalRule, newRule, ownRule } from './rule-set.ts';

export type Size = Readonly<{
  organisations: number;
  /** On five platforms each. */
  campaigns: number;
  rulesOfEachOrganisation: number;
  rulesOfCampaigns: number;
}>;

/** Appends travel together, so many of them pay for one flush. */
const atOnce = 400;

const append = async (store: EventStore, streams: readonly NewStream[]): Promise<void> => {
  for (let start = 0; start < streams.length; start += atOnce) {
    const some = streams.slice(start, start + atOnce);
    await Promise.all(
      some.map(async ({ stream, events }) => {
        const { outcome } = await store.append(stream, 'no-stream', events);
        if (outcome !== 'appended') throw new Error(`Conflict on ${stream}`);
      }),
    );
  }
};

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/**
 * Fills a log with campaigns and rules as the product's deciders write them, in streams of their own; organisations take turns.
 * Of their deployment there is only what the campaign's own stream says.
 */
export const fillLog = async (store: EventStore, size: Size): Promise<readonly Campaign[]> => {
  const organisations = numbers(size.organisations).map(newOrganisation);
  await append(
    store,
    organisations.flatMap(({ streams }) => streams),
  );
  const campaigns: Campaign[] = [];
  const chunk = 100;
  for (let start = 0; start < size.campaigns; start += chunk) {
    const some = numbers(Math.min(chunk, size.campaigns - start)).map((index) => {
      const organisation = organisations[(start + index) % organisations.length];
      if (organisation === undefined) throw new RangeError('No organisations');
      return newCampaign(organisation);
    });
    await append(
      store,
      some.flatMap(({ streams }) => streams),
    );
    campaigns.push(...some.map(({ id, organisation }) => ({ id, organisation })));
  }
  const general = organisations.flatMap(({ id }) =>
    numbers(size.rulesOfEachOrganisation).map((number) => newRule(id, null, generalRule(number))),
  );
  const own = numbers(size.rulesOfCampaigns).map((number) => {
    const campaign = campaigns[number % campaigns.length];
    if (campaign === undefined) throw new RangeError('No campaigns');
    return newRule(campaign.organisation.id, campaign.id, ownRule(number));
  });
  await append(store, [...general, ...own]);
  return campaigns;
};
