import { crashTest } from './crash-test.ts';
import { crashTestArguments, usage } from './options.ts';
import { seededRandom } from './seeded-random.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const readArguments = () => {
  try {
    return crashTestArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('. ')[0]}. ${usage}\n`);
    return process.exit(2);
  }
};

const wanted = readArguments();
if (wanted === 'help') {
  say(usage);
} else {
  const { deployments, kills, atOnce, seed } = wanted;
  const result = await crashTest({ deployments, kills, atOnce, random: seededRandom(seed), say });
  say(
    `${result.deployments} deployments: ${result.completed} live, ${result.rolledBack} rolled back, ${result.inPart} in part; ` +
      `${result.kills} kills, ${result.faultsInjected} faults of the platforms`,
  );
  for (const fault of result.faults) say(`WRONG  ${fault}`);
  say(result.faults.length === 0 ? 'Nothing lost, nothing bought twice.' : `${result.faults.length} things are wrong.`);
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
