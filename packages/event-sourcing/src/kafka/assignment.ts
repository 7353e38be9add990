import type { Logger } from 'pino';
import { dispatcher } from '../delivery/dispatcher.ts';
import type { Subscription } from '../event-feed.ts';
import type { LetterBox } from './dead-letters.ts';
import { type KafkaMessage, readRecord } from './incoming.ts';
import { fromLetterRecord, type Letter, letterOf, messageOf } from './letter.ts';
import type { MembershipLease } from './membership-lease.ts';
import { partitionWindows } from './partition-windows.ts';
import type { ReadRecord } from './read-topics.ts';

/** Records of one partition, without a gap; `lastOffset` may lie behind them, where nothing is for readers. */
export type Stretch = Readonly<{ partition: number; records: readonly ReadRecord[]; lastOffset: bigint }>;

/** The work on the partitions that a member owns from one join of its group to the next. */
export type Assignment = Readonly<{
  partitions: readonly number[];
  /** Records of the topic were read. */
  read: (stretch: Stretch) => void;
  /** Records of the topic's dead letters were read; `isAll` when no more are known of in this partition. */
  readLetters: (stretch: Stretch, isAll: boolean) => void;
  isFull: (partition: number) => boolean;
  /** Starts what may run now. */
  pump: () => void;
  /** Per partition, the offset of the last message that, with all before it, is finished. */
  finished: () => ReadonlyMap<number, bigint>;
  /** Starts nothing more and waits for what is in hand. */
  drain: () => Promise<void>;
  /** What is still in hand now belongs to others: what becomes of it is not kept any more. */
  abandon: () => void;
}>;

export type AssignmentOptions = Readonly<{
  subscription: Subscription;
  partitions: readonly number[];
  /** Partitions that the dead-letter topic has. */
  letterPartitions: number;
  /** Messages of a partition that are read and unfinished, at most, give or take what one fetch brings. */
  windowLimit: number;
  lease: MembershipLease;
  letters: LetterBox;
  logger: Logger | undefined;
  /** There may be room in a window, and something to commit. */
  onProgress: () => void;
}>;

/** The letters that come back: what is known of those asked for, and which are on their way. */
const comebacks = (group: string) => {
  const askedFor = new Map<string, Letter>();
  const onTheirWay = new Set<string>();
  return {
    learn: ({ record }: ReadRecord, topic: string): void => {
      const letter = fromLetterRecord(record, topic);
      const id = record.key?.toString() ?? '';
      if (letter?.group === group && letter.isAskedFor) askedFor.set(id, letter);
      else {
        askedFor.delete(id);
        onTheirWay.delete(id);
      }
    },
    /** Those asked for that are not on their way yet; from now on they are. */
    depart: (): readonly Letter[] => {
      const departing = [...askedFor.values()].filter(({ id }) => !onTheirWay.has(id));
      for (const { id } of departing) onTheirWay.add(id);
      askedFor.clear();
      return departing;
    },
    /** False when a person has discarded it meanwhile. */
    isOnItsWay: (id: string): boolean => onTheirWay.has(id),
    arrive: (id: string): void => void onTheirWay.delete(id),
  };
};

export const workOn = (options: AssignmentOptions): Assignment => {
  const { subscription, partitions, letterPartitions, windowLimit, lease, letters, logger, onProgress } = options;
  const { group, topic } = subscription;
  const facts = { group, topic: topic.name };
  const windows = partitionWindows(partitions, windowLimit);
  /** Per partition of the dead letters. */
  const returning = new Map(partitions.map((partition) => [partition, comebacks(group)]));
  const letterPartitionOf = ({ place, comeback }: KafkaMessage): number =>
    comeback?.partition ?? place.partition % letterPartitions;
  const comebacksOf = (message: KafkaMessage) => returning.get(letterPartitionOf(message));
  let abandoned = false;

  const { pump, drain } = dispatcher<KafkaMessage>({
    subscription,
    window: { ...windows, take: () => (lease.holds() && !abandoned ? windows.take() : undefined) },
    bury: async (message, reason, attempts) => {
      if (abandoned) return;
      if (!lease.holds()) throw new Error('The partition may belong to another member by now');
      const { deadLetterId } = message;
      if (deadLetterId !== undefined && comebacksOf(message)?.isOnItsWay(deadLetterId) === false) return;
      logger?.error({ ...facts, key: message.key, eventId: message.event.metadata.eventId, reason }, 'dead letter');
      const letter = letterOf(group, message, { reason, attempts });
      await letters.keep({ letter, partition: letterPartitionOf(message) });
      comebacksOf(message)?.arrive(letter.id);
    },
    settle: (message) => {
      const { deadLetterId } = message;
      if (deadLetterId === undefined) return undefined;
      const gone = { id: deadLetterId, topic: topic.name, partition: letterPartitionOf(message) };
      return letters.remove(gone).then(() => comebacksOf(message)?.arrive(deadLetterId));
    },
    onProgress,
    onFailure: (message, attempt, cause) =>
      logger?.warn({ ...facts, key: message.key, attempt, err: cause }, 'message failed'),
  });

  const toMessage = ({ partition, offset, record }: ReadRecord): KafkaMessage | undefined => {
    const place = { topic: topic.name, partition, offset };
    const read = readRecord(record, place);
    const key =
      read.unreadable === undefined ? topic.keyOf(read.event) : (record.key?.toString() ?? `${partition}/${offset}`);
    return key === undefined ? undefined : { ...read, key, readAt: offset, place, record };
  };

  return {
    partitions,
    read: ({ partition, records, lastOffset }) => {
      const window = windows.of(partition);
      for (const each of records) {
        const message = toMessage(each);
        if (message === undefined) window?.pass(each.offset);
        else window?.add(message);
      }
      window?.pass(lastOffset);
    },
    readLetters: ({ partition, records }, isAll) => {
      for (const each of records) returning.get(partition)?.learn(each, topic.name);
      if (!isAll) return;
      const window = windows.of(partition);
      for (const letter of returning.get(partition)?.depart() ?? []) window?.bringBack(messageOf(letter, partition));
    },
    isFull: (partition) => windows.of(partition)?.isFull() === true,
    pump,
    finished: () =>
      new Map(
        windows.checkpoints().flatMap(({ partition, offset }) => (offset === 'start' ? [] : [[partition, offset]])),
      ),
    drain,
    abandon: () => {
      abandoned = true;
    },
  };
};
