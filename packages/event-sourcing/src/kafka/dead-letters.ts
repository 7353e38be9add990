import { type Admin, type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { DeadLetters, LetterFilter } from '../event-feed.ts';
import { lazily } from './lazily.ts';
import { fromLetterRecord, type Letter, toDeadLetter, toLetterRecord } from './letter.ts';
import type { KafkaNames } from './names.ts';
import { portions } from './portions.ts';
import { readTopics } from './read-topics.ts';
import { orUnavailable } from './unavailable.ts';

/** A letter, and the partition of its dead-letter topic in which all records about it lie. */
export type KeptLetter = Readonly<{ letter: Letter; partition: number }>;

export type LetterBox = DeadLetters &
  Readonly<{
    /** Writes the letter, in place of what was known under its id. */
    keep: (kept: KeptLetter) => Promise<void>;
    /** Nothing is kept under this id any more. */
    remove: (gone: Readonly<{ id: string; topic: string; partition: number }>) => Promise<void>;
    close: () => Promise<void>;
  }>;

export type LetterBoxOptions = Readonly<{ kafka: Kafka; admin: () => Promise<Admin>; names: KafkaNames }>;

type WrittenMessage = Readonly<{ key: string; value: Buffer | null; partition: number }>;

const askedFor = ({ letter, partition }: KeptLetter): KeptLetter => ({
  letter: { ...letter, isAskedFor: true },
  partition,
});

const connected = async (producer: Producer): Promise<Producer> => {
  await producer.connect();
  return producer;
};

/**
 * The dead letters of every group. Those of a topic lie in a compacted topic beside it, the last record of an id is what
 * holds, and a null value says that the letter is gone. All methods throw `LogUnavailable` when Kafka cannot be reached.
 */
export const letterBox = ({ kafka, admin, names }: LetterBoxOptions): LetterBox => {
  const producer = lazily(() => connected(kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })));

  const write = (topic: string, ...messages: readonly WrittenMessage[]): Promise<void> =>
    orUnavailable(async () => {
      await (await producer.get()).send({ topic: names.deadLetters(topic), acks: -1, messages: [...messages] });
    });
  const written = ({ letter, partition }: KeptLetter) => ({ ...toLetterRecord(letter), partition });
  const keep: LetterBox['keep'] = (kept) => write(kept.letter.place.topic, written(kept));
  const remove: LetterBox['remove'] = ({ id, topic, partition }) => write(topic, { key: id, value: null, partition });

  const allKept = (): Promise<ReadonlyMap<string, KeptLetter>> =>
    orUnavailable(async () => {
      const client = await admin();
      const topics = (await client.listTopics()).filter((name) => names.topicOfDeadLetters(name) !== undefined);
      const reader = names.client('dead-letters');
      const letters = new Map<string, KeptLetter>();
      for (const { topic, partition, record } of await readTopics({ kafka, admin: client, topics, reader })) {
        const letter = fromLetterRecord(record, names.topicOfDeadLetters(topic) ?? topic);
        if (letter !== undefined) letters.set(letter.id, { letter, partition });
        else if (record.key !== null) letters.delete(record.key.toString());
      }
      return letters;
    });

  const keptOf = async ({ group }: LetterFilter = {}): Promise<readonly KeptLetter[]> =>
    [...(await allKept()).values()].filter(({ letter }) => group === undefined || letter.group === group);

  return {
    keep,
    remove,
    list: async (filter) => {
      const letters = (await keptOf(filter)).map(({ letter }) => letter);
      return letters.sort((a, b) => a.diedAt.getTime() - b.diedAt.getTime()).map(toDeadLetter);
    },
    retry: async (id) => {
      const found = (await allKept()).get(id);
      if (found === undefined) return false;
      if (!found.letter.isAskedFor) await keep(askedFor(found));
      return true;
    },
    retryAll: async (filter) => {
      const found = await keptOf(filter);
      const toAskFor = found.filter(({ letter }) => !letter.isAskedFor).map(askedFor);
      for (const [topic, letters] of Map.groupBy(toAskFor, ({ letter }) => letter.place.topic)) {
        const messages = letters.map(written);
        for (const portion of portions(messages, ({ value }) => value.length)) await write(topic, ...portion);
      }
      return found.length;
    },
    discard: async (id) => {
      const found = (await allKept()).get(id);
      if (found === undefined) return false;
      await remove({ id, topic: found.letter.place.topic, partition: found.partition });
      return true;
    },
    close: () => producer.close((open) => open.disconnect()),
  };
};
