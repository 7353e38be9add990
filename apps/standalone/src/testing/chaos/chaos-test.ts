import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logPool, postgresEventStore } from '@campaigns/event-sourcing';
import { type KafkaBroker, startKafkaBroker } from '@campaigns/testing';
import { pino } from 'pino';
import { openDeadLetters } from '../../system-dead-letters.ts';
import { type Deployment, deployMany } from '../crash-test/deployments.ts';
import { patientClient } from '../crash-test/patient-client.ts';
import { platformFaults } from '../crash-test/platform-faults.ts';
import { type DistributedSystem, startDistributedSystem } from '../distributed-system.ts';
import type { Battlefield, Blow } from './battlefield.ts';
import { rawKafka, topics } from './cluster.ts';
import { consumerGroups } from './consumer-groups.ts';
import { diceOf } from './dice.ts';
import { readTablesTwice } from './read-tables.ts';
import { replays } from './replays.ts';
import { comeToRest } from './rest.ts';
import { schedule } from './schedule.ts';
import { type Remains, verdict } from './verdict/verdict.ts';

export type ChaosTestOptions = Readonly<{
  /** Of a Kafka broker, which is killed too. */
  classpath: string;
  /** At least; they go on while blows are due. */
  deployments: number;
  /** At least. */
  minutes: number;
  atOnce: number;
  /** Each is struck once in a round, and one round at least is played. */
  blows: readonly Blow[];
  /** No blow is struck after so many rounds. Default: they go on while deployments are under way. */
  rounds?: number;
  /** In [0, 1): chooses order, targets and moments of the blows. */
  random: () => number;
  say: (line: string) => void;
}>;

export type ChaosTestResult = Readonly<{
  deployments: readonly Deployment[];
  /** Names of the blows, in their order. */
  struck: readonly string[];
  faultsInjected: number;
  events: number;
  /** Records that the relay published, and those that the test published again. */
  published: number;
  publishedAgain: number;
  /** What is wrong, one line each. */
  faults: readonly string[];
}>;

const root = join(import.meta.dirname, '../../../../..');
/** Longer than the longest outages one after the other. */
const endWithinMs = 240_000;

type Running = Readonly<{ field: Battlefield; options: ChaosTestOptions; failed: AbortSignal }>;

/** Strikes until there was one whole round and enough has ended; resolves to what was struck. */
const strikeOn = async ({ field, options, failed }: Running, isEnough: () => boolean, ended: () => number) => {
  const struck: string[] = [];
  const most = options.rounds ?? Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  for (const blow of schedule(options.blows, field.dice)) {
    const rounds = struck.length / options.blows.length;
    if (rounds >= most || (rounds >= 1 && isEnough())) break;
    // Some of these hit a system that has not recovered from the last one.
    await field.dice.pause(200, 1_500, failed);
    const hit = await blow.strike(field);
    struck.push(blow.name);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    options.say(`${seconds.padStart(4)} s  ${blow.name}: ${hit}; ${ended()} deployments have ended`);
  }
  return struck;
};

const deployUnderBlows = async (running: Running) => {
  const { field, options, failed } = running;
  const { deployments: count, atOnce, minutes } = options;
  const { apiUrl, token } = field.system;
  const until = performance.now() + minutes * 60_000;
  let [ended, isStriking] = [0, true];
  const striking = strikeOn(
    running,
    () => ended >= count && performance.now() >= until,
    () => ended,
  ).finally(() => {
    isStriking = false;
  });
  const deploying = deployMany(patientClient(apiUrl, token, failed), {
    ...{ count, atOnce, endWithinMs, pause: () => sleep(200, undefined, { signal: failed }) },
    // A blow that comes when all is done tests nothing.
    goOn: () => isStriking,
    onEnd: (n) => {
      ended = n;
    },
  });
  const [struck, deployments] = await Promise.all([striking, deploying]);
  return { struck, deployments };
};

/** What is left, read when nothing moves any more; ends the processes. */
const remainsOf = async (field: Battlefield, deployments: readonly Deployment[]): Promise<Remains> => {
  const { system } = field;
  const pool = logPool({ url: system.databaseUrl, applicationName: 'chaos', max: 4 });
  const store = postgresEventStore({ pool, logger: pino({ level: 'silent' }) });
  const letters = await openDeadLetters(system.env, root);
  try {
    const { log, records, restless } = await comeToRest(field, store, pool);
    const exits = await system.terminate();
    const published = records.filter((record) => !field.replays.has(record));
    const inCluster = (name: string): string => `${system.env['KAFKA_NAMESPACE']}${name}`;
    return {
      ...{ deployments, log, restless, exits },
      ...(await readTablesTwice(store, pool)),
      campaigns: await system.sandbox.campaigns(),
      topics: topics.map((topic) => ({
        topic,
        records: published.filter((record) => record.topic === inCluster(topic.name)),
      })),
      letters: await letters.list(),
    };
  } finally {
    await letters.close();
    await store.close();
    await pool.end();
  }
};

const play = async (system: DistributedSystem, broker: KafkaBroker, options: ChaosTestOptions) => {
  const { random, say } = options;
  const kafka = rawKafka(broker.brokers);
  const field: Battlefield = {
    ...{ system, broker, kafka, replays: replays(), dice: diceOf(random) },
    groups: consumerGroups(kafka, system.env['KAFKA_NAMESPACE'] ?? ''),
  };
  const failing = new AbortController();
  await system.sandbox.setFaults(platformFaults);
  try {
    const { struck, deployments } = await deployUnderBlows({ field, options, failed: failing.signal });
    say(`${deployments.length} deployments have ended; waiting until nothing moves`);
    const faultsInjected = await system.sandbox.faultsStruck();
    const remains = await remainsOf(field, deployments);
    return {
      ...{ deployments, struck, faultsInjected },
      events: remains.log.length,
      published: remains.topics.reduce((sum, { records }) => sum + records.length, 0),
      publishedAgain: field.replays.count(),
      faults: verdict(remains),
    };
  } catch (error) {
    failing.abort();
    throw error;
  }
};

/**
 * Deploys over three platforms that fail, on services that run as processes of their own on Kafka and Postgres, while
 * processes and the broker are hit in every way there is a blow for; then looks for whatever is lost, done twice, out
 * of order or shown wrongly.
 */
export const chaosTest = async (options: ChaosTestOptions): Promise<ChaosTestResult> => {
  const broker = await startKafkaBroker(options.classpath);
  try {
    const system = await startDistributedSystem(broker.brokers, { clockSpeed: 1 });
    try {
      return await play(system, broker, options);
    } finally {
      await system.stop();
    }
  } finally {
    await broker.stop();
  }
};
