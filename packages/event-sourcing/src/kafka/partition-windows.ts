import { type FeedWindow, feedWindow } from '../delivery/feed-window.ts';
import type { After } from '../event-store.ts';
import type { KafkaMessage } from './incoming.ts';

type Window = FeedWindow<KafkaMessage>;

/** The windows of the partitions that a member owns, to be worked on together. */
export type PartitionWindows = Readonly<{
  of: (partition: number) => Window | undefined;
  /** The next message of any partition; partitions take turns. */
  take: () => KafkaMessage | undefined;
  finish: (message: KafkaMessage) => void;
  release: (message: KafkaMessage) => void;
  /** Per partition, the offset up to which everything is finished; `'start'` when nothing is. */
  checkpoints: () => readonly Readonly<{ partition: number; offset: After }>[];
}>;

/** One window of `limit` messages per partition. */
export const partitionWindows = (partitions: readonly number[], limit: number): PartitionWindows => {
  const windows = new Map(partitions.map((partition) => [partition, feedWindow<KafkaMessage>('start', limit)]));
  const inTurn = [...windows.values()];
  /** Where a message is: one that came back is in the window of the partition that it came back through. */
  const windowOf = new Map<KafkaMessage, Window>();
  let turn = 0;

  return {
    of: (partition) => windows.get(partition),
    take: () => {
      for (let tried = 0; tried < inTurn.length; tried += 1) {
        const window = inTurn[turn];
        turn = (turn + 1) % inTurn.length;
        const message = window?.take();
        if (window === undefined || message === undefined) continue;
        windowOf.set(message, window);
        return message;
      }
      return undefined;
    },
    finish: (message) => {
      windowOf.get(message)?.finish(message);
      windowOf.delete(message);
    },
    release: (message) => windowOf.get(message)?.release(message),
    checkpoints: () => [...windows].map(([partition, window]) => ({ partition, offset: window.checkpoint() })),
  };
};
