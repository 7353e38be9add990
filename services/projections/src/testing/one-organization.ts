import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { type Campaign, campaign } from './campaign.ts';
import { type ReadDatabase, readDatabase } from './read-database.ts';

export type OneOrganization = Readonly<{
  database: ReadDatabase;
  store: EventStore;
  /** What is told of it lies in the store. */
  story: Campaign;
}>;

/** An organisation with a campaign of which these parts are told, in order; the read tables are empty. */
export const oneOrganization = async (
  ...parts: readonly ((story: Campaign) => Promise<void>)[]
): Promise<OneOrganization> => {
  const store = inMemoryEventStore();
  const story = campaign(store, 'shoes');
  for (const tell of parts) await tell(story);
  return { database: await readDatabase(), store, story };
};
