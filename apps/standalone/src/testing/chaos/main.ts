import { hasEnded } from '@campaigns/contracts';
import { kafkaClasspath } from '@campaigns/testing';
import { z } from 'zod';
import { readFlags, runCommand, say } from '../../command-line.ts';
import { seededRandom } from '../crash-test/seeded-random.ts';
import { allBlows } from './blows/index.ts';
import { chaosTest } from './chaos-test.ts';

const help = `Usage: pnpm chaos-test [--deployments N] [--minutes N] [--seed N]

Deploys over three platforms that fail, on services that run as processes of their own on a Kafka broker, while
processes are killed (kill -9), frozen and woken, added and removed, the broker is killed, and messages come twice or
late; then looks for whatever is lost, done twice, out of order or shown wrongly. Defaults: 300 deployments, 0 minutes
(as long as they take), seed 1. The same seed makes the same choices. Needs java and mvn. Ends with 1 when anything is
wrong.`;

const whole = (name: string, least: number, most: number) => {
  const expected = `--${name}: expected a whole number from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
};
const flags = z.object({
  deployments: whole('deployments', 1, 10_000).default(300),
  minutes: whole('minutes', 0, 600).default(0),
  seed: whole('seed', 0, 2 ** 31).default(1),
});
const text = { type: 'string' } as const;
const { deployments, minutes, seed } = readFlags(flags, { deployments: text, minutes: text, seed: text }, help);
const shownFaults = 50;

await runCommand(async () => {
  const classpath = await kafkaClasspath();
  if (classpath === undefined) throw new Error('A Kafka broker to be killed is needed: java and mvn are not there');
  say(`Seed ${seed}, ${deployments} deployments`);
  const random = seededRandom(seed);
  const result = await chaosTest({ classpath, deployments, minutes, atOnce: 16, blows: allBlows, random, say });
  const { struck, faultsInjected, events, published, publishedAgain, faults } = result;
  const ended = result.deployments.filter(({ workflow }) => hasEnded(workflow.status));
  const completed = ended.filter(({ workflow }) => workflow.status === 'completed').length;
  say(`${completed} deployments completed, ${ended.length - completed} rolled back or live in part`);
  say(`${struck.length} blows, ${faultsInjected} faults of the platforms`);
  say(`${events} events, ${published} records published once, ${publishedAgain} records delivered again`);
  for (const fault of faults.slice(0, shownFaults)) say(`WRONG  ${fault}`);
  say(
    faults.length === 0
      ? 'Nothing lost, done twice, out of order or shown wrongly.'
      : `${faults.length} things are wrong.`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
});
