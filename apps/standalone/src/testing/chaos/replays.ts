import type { ReadRecord } from '@campaigns/event-sourcing';

type Place = Pick<ReadRecord, 'topic' | 'partition' | 'offset'>;

/** The records that the test itself has written, so that they are not taken for the relay's. */
export type Replays = Readonly<{
  add: (place: Place) => void;
  has: (place: Place) => boolean;
  count: () => number;
}>;

export const replays = (): Replays => {
  const places = new Set<string>();
  const nameOf = ({ topic, partition, offset }: Place): string => `${topic}/${partition}/${offset}`;
  return {
    add: (place) => void places.add(nameOf(place)),
    has: (place) => places.has(nameOf(place)),
    count: () => places.size,
  };
};
