import { z } from 'zod';
import { readFlags, runCommand, say } from '../../command-line.ts';
import { crashTest } from './crash-test.ts';
import { seededRandom } from './seeded-random.ts';

const help = `Usage: pnpm crash-test [--deployments N] [--kills N] [--at-once N] [--seed N]

Deploys over three platforms that fail while the system is killed (kill -9) and started again, then compares what the API
says with what is on the platforms. Defaults: 200 deployments, 12 kills, 16 at once, seed 1. Ends with 1 when anything is
wrong.`;

const whole = (name: string, least: number, most: number) => {
  const expected = `--${name}: expected a whole number from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
};
const flags = z.object({
  deployments: whole('deployments', 1, 10_000).default(200),
  kills: whole('kills', 0, 1_000).default(12),
  'at-once': whole('at-once', 1, 64).default(16),
  seed: whole('seed', 0, 2 ** 31).default(1),
});
const text = { type: 'string' } as const;
const options = { deployments: text, kills: text, 'at-once': text, seed: text };
const { deployments, kills, 'at-once': atOnce, seed } = readFlags(flags, options, help);

await runCommand(async () => {
  const result = await crashTest({ deployments, kills, atOnce, random: seededRandom(seed), say });
  const { completed, rolledBack, inPart, faultsInjected, faults } = result;
  say(
    `${result.deployments} deployments: ${completed} live, ${rolledBack} rolled back, ${inPart} in part; ` +
      `${result.kills} kills, ${faultsInjected} faults of the platforms`,
  );
  for (const fault of faults) say(`WRONG  ${fault}`);
  say(faults.length === 0 ? 'Nothing lost, nothing bought twice.' : `${faults.length} things are wrong.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
});
