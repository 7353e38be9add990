import { z } from 'zod';
import { readFlags, runCommand, say } from '../../command-line.ts';
import { playEveryPlace, playSchedules } from '../crash-schedules/schedules.ts';
import { crashTest } from './crash-test.ts';
import { seededRandom } from './seeded-random.ts';

const help = `Usage: pnpm crash-test [--deployments N] [--kills N] [--at-once N] [--seed N]
       pnpm crash-test --in-memory [--schedules N] [--seed N]

Deploys over three platforms that fail while the system is killed (kill -9) and started again, then compares what the API
says with what is on the platforms. Defaults: 200 deployments, 12 kills, 16 at once, seed 1.

With --in-memory, the parts run in this process on a log and a sandbox in memory and on a simulated clock. Every kind of
run is killed at each of its appends and requests; then come 1000 schedules, one seed each from --seed on: an orchestration
is deployed, raised, lowered, paused, resumed, optimized, synced and completed on two or three platforms, which fail, while
the process dies at up to six appends and requests. Afterwards nothing may be lost, done twice or spent beyond the budget.
With --schedules, these alone.

Ends with 1 when anything is wrong.`;

const whole = (name: string, least: number, most: number) => {
  const expected = `--${name}: expected a whole number from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
};
const flags = z
  .object({
    'in-memory': z.boolean().default(false),
    schedules: whole('schedules', 1, 1_000_000).optional(),
    deployments: whole('deployments', 1, 10_000).optional(),
    kills: whole('kills', 0, 1_000).optional(),
    'at-once': whole('at-once', 1, 64).optional(),
    seed: whole('seed', 0, 2 ** 31).default(1),
  })
  .refine((given) => given['in-memory'] || given.schedules === undefined, {
    error: '--schedules: goes with --in-memory',
  })
  .refine(
    ({ 'in-memory': isInMemory, deployments, kills, 'at-once': atOnce }) =>
      !isInMemory || [deployments, kills, atOnce].every((flag) => flag === undefined),
    { error: '--in-memory: goes with --schedules and --seed alone' },
  );
const text = { type: 'string' } as const;
const options = {
  'in-memory': { type: 'boolean' },
  schedules: text,
  ...{ deployments: text, kills: text, 'at-once': text, seed: text },
} as const;
const given = readFlags(flags, options, help);
const { seed } = given;

const conclude = (faults: readonly string[], allWell: string): void => {
  for (const fault of faults) say(`WRONG  ${fault}`);
  say(faults.length === 0 ? allWell : `${faults.length} things are wrong.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

const onProcesses = async (): Promise<void> => {
  const { deployments = 200, kills = 12, 'at-once': atOnce = 16 } = given;
  const result = await crashTest({ deployments, kills, atOnce, random: seededRandom(seed), say });
  const { completed, rolledBack, inPart, faultsInjected, faults } = result;
  say(
    `${result.deployments} deployments: ${completed} live, ${rolledBack} rolled back, ${inPart} in part; ` +
      `${result.kills} kills, ${faultsInjected} faults of the platforms`,
  );
  conclude(faults, 'Nothing lost, nothing bought twice.');
};

const inMemory = async (): Promise<void> => {
  const { schedules = 1_000 } = given;
  const every = given.schedules === undefined ? await playEveryPlace(say) : { places: 0, faults: [] };
  const result = await playSchedules({
    ...{ schedules, seed },
    onPlayed: (count) => {
      if (count % 100 === 0) say(`${count} of ${schedules} schedules`);
    },
  });
  const { kills, faultsInjected, endings } = result;
  if (every.places > 0) say(`${every.places} places at which each kind of run was killed`);
  say(`${schedules} schedules: ${kills} kills, ${faultsInjected} faults of the platforms`);
  for (const [ending, count] of [...endings].toSorted()) say(`${String(count).padStart(6)}  ${ending}`);
  const faults = [...every.faults, ...result.faults];
  conclude(faults, 'Nothing lost, nothing done twice, nothing spent beyond the budget.');
};

await runCommand(() => (given['in-memory'] ? inMemory() : onProcesses()));
