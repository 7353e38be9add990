import type { EventStore } from '@campaigns/event-sourcing';
import { campaignHistory } from './campaign-history.ts';
import { copyMaker } from './copies.ts';

/** Campaigns that live at the same time: their events lie mixed in the log. */
const atOnce = 100;

export type LogFiller = Readonly<{
  /** Events of one campaign. */
  eventsEach: number;
  /** Adds whole campaigns until there are at least so many events; answers how many there are. */
  fillTo: (events: number) => Promise<number>;
}>;

/** Fills a log with campaigns that were each deployed to three platforms and then synced so many times. */
export const logFiller = async (store: EventStore, syncs: number): Promise<LogFiller> => {
  const history = await campaignHistory(syncs);
  const eventsEach = history.reduce((sum, { events }) => sum + events.length, 0);
  const copy = copyMaker(history);
  let campaigns = 0;

  const live = async (number: number): Promise<void> => {
    for (const { stream, expected, events } of copy(number)) {
      const { outcome } = await store.append(stream, expected, events);
      if (outcome !== 'appended') throw new Error(`Conflict on ${stream}`);
    }
  };
  return {
    eventsEach,
    fillTo: async (events) => {
      const wanted = Math.ceil(events / eventsEach);
      while (campaigns < wanted) {
        const next = Math.min(atOnce, wanted - campaigns);
        await Promise.all(Array.from({ length: next }, (_, index) => live(campaigns + index)));
        campaigns += next;
      }
      return campaigns * eventsEach;
    },
  };
};
