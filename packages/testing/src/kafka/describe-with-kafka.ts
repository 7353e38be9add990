import type { describe, it } from '@jest/globals';
import { isKafkaRequired, providedBrokers, providedKafkaClasspath } from './environment.ts';

type Suite<Need> = Readonly<{ name: string; what: string; need: Need | undefined; instead: Need }>;

/** Without what it needs a suite is reported as skipped, test by test, or as failed where it is required. */
const describeWith = <Need>({ name, what, need, instead }: Suite<Need>, body: (need: Need) => void): void => {
  // Found here and not imported: jest's module cannot be loaded by a program that is no test and uses this package too.
  const jest = globalThis as unknown as Readonly<{ describe: typeof describe; it: typeof it }>;
  if (need !== undefined) jest.describe(name, () => body(need));
  else if (!isKafkaRequired()) {
    // Jest's own report counts what is skipped and does not name it.
    process.stderr.write(`skipped: ${name} (needs ${what})\n`);
    jest.describe.skip(`${name} (needs ${what})`, () => body(instead));
  } else {
    jest.describe(name, () => {
      jest.it(`has ${what}, which REQUIRE_KAFKA=true asks for`, () => {
        throw new Error(`This run does not have ${what}`);
      });
    });
  }
};

/** A suite on the Kafka of this test run, which other suites use too: it keeps to topics and groups of its own. */
export const describeWithKafka = (name: string, body: (brokers: readonly string[]) => void): void =>
  describeWith({ name, what: 'a Kafka', need: providedBrokers(), instead: [] }, body);

/** A suite that starts brokers of its own from these jars. */
export const describeWithKafkaJars = (name: string, body: (classpath: string) => void): void =>
  describeWith({ name, what: 'the jars of Kafka', need: providedKafkaClasspath(), instead: '' }, body);
