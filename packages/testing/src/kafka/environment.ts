const list = (text: string | undefined): readonly string[] | undefined => {
  const brokers = (text ?? '').split(',').filter((broker) => broker !== '');
  return brokers.length === 0 ? undefined : brokers;
};

/** The Kafka that the person who started the test run wants it to use: `host:port`, comma-separated. */
export const requestedBrokers = (): readonly string[] | undefined => list(process.env['KAFKA_BROKERS']);

/** The Kafka of this test run, if it has one. */
export const providedBrokers = (): readonly string[] | undefined => list(process.env['TEST_KAFKA_BROKERS']);

/** The jars of Kafka, where the run has them and a test may start a broker of its own. */
export const providedKafkaClasspath = (): string | undefined => process.env['TEST_KAFKA_CLASSPATH'];

/** Hands Kafka on to the test files, which jest runs in child processes. */
export const provideKafka = (brokers: readonly string[], classpath?: string): void => {
  process.env['TEST_KAFKA_BROKERS'] = brokers.join(',');
  if (classpath !== undefined) process.env['TEST_KAFKA_CLASSPATH'] = classpath;
};

/** Whether a test run without Kafka is a failure, and not a run with skipped suites. */
export const isKafkaRequired = (): boolean => process.env['REQUIRE_KAFKA'] === 'true';
