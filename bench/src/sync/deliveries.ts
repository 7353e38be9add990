import type { EventFeed, FeedHandler, Handled, Topic } from '@campaigns/event-sourcing';

export type Deliveries = Readonly<{
  /** An event with that key is about to be appended: the feed is to hand it out. */
  expect: (key: string) => void;
  /** There is something to hand out, and a hand free for it. */
  isBusy: () => boolean;
  /** The feed of one topic, each of whose events is handled as `around` says. Of other topics nothing comes. */
  through: (feed: EventFeed, topic: Topic, around: Around) => EventFeed;
}>;

export type Around = (event: Parameters<FeedHandler>[0], handle: () => Promise<Handled>) => Promise<void>;

/** What a member of a group has in hand at most, and never two events of one key. */
export const mostInHand = 64;

/** Keeps count of what a feed still has to hand out. */
export const deliveries = (): Deliveries => {
  const expected = new Map<string, number>();
  const inHand = new Set<string>();
  /** Keys that are expected and not in hand. */
  let free = 0;

  const begin = (key: string): void => {
    const left = (expected.get(key) ?? 0) - 1;
    if (left < 0 || inHand.has(key)) throw new Error(`No event of ${key} was to be handed out`);
    if (left === 0) expected.delete(key);
    else expected.set(key, left);
    inHand.add(key);
    free -= 1;
  };
  const end = (key: string): void => {
    inHand.delete(key);
    if (expected.has(key)) free += 1;
  };

  return {
    expect: (key) => {
      if (!expected.has(key) && !inHand.has(key)) free += 1;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    },
    isBusy: () => free > 0 && inHand.size < mostInHand,
    through: (feed, topic, around) => ({
      subscribe: async (subscription) => {
        if (subscription.topic.name !== topic.name) return { stop: async () => undefined };
        const handle: FeedHandler = async (event, context) => {
          begin(context.key);
          await around(event, () => subscription.handle(event, context));
          end(context.key);
          return { outcome: 'done' };
        };
        return feed.subscribe({ ...subscription, handle, concurrency: mostInHand });
      },
    }),
  };
};
