const deadLettersSuffix = '.dead-letters';

/** What topics and groups are called in the cluster. */
export type KafkaNames = Readonly<{
  topic: (name: string) => string;
  /** Where the messages of a topic go that nobody could handle. */
  deadLetters: (topic: string) => string;
  /** The topic whose dead letters lie in this topic of the cluster, or `undefined` when it holds no dead letters of ours. */
  topicOfDeadLetters: (inCluster: string) => string | undefined;
  /** A group is one per topic: it has its own position in each, and members of its own. */
  group: (name: string, topic: string) => string;
  /** What else needs a name: who reads, who writes. */
  client: (name: string) => string;
}>;

export const kafkaNames = (namespace = ''): KafkaNames => ({
  topic: (name) => `${namespace}${name}`,
  deadLetters: (topic) => `${namespace}${topic}${deadLettersSuffix}`,
  topicOfDeadLetters: (inCluster) =>
    inCluster.startsWith(namespace) && inCluster.endsWith(deadLettersSuffix)
      ? inCluster.slice(namespace.length, -deadLettersSuffix.length)
      : undefined,
  group: (name, topic) => `${namespace}${name}.${topic}`,
  client: (name) => `${namespace}${name}`,
});
