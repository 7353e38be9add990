import { parseArgs } from 'node:util';

export type CrashTestArguments = Readonly<{ deployments: number; kills: number; atOnce: number; seed: number }>;

export const usage =
  'Usage: pnpm crash-test [--deployments N] [--kills N] [--at-once N] [--seed N]   (defaults 200, 12, 16 and 1)';

const limits = { deployments: [1, 10_000], kills: [0, 1_000], 'at-once': [1, 64], seed: [0, 2 ** 31] } as const;
type Name = keyof typeof limits;

const numberOf = (name: Name, text: string): number => {
  const [least, most] = limits[name];
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`--${name}: expected a whole number from ${least} to ${most}`);
  }
  return value;
};

/** `help` when it was asked for. Throws with one line for a flag or a number that makes no sense. */
export const crashTestArguments = (args: readonly string[]): CrashTestArguments | 'help' => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      deployments: { type: 'string', default: '200' },
      kills: { type: 'string', default: '12' },
      'at-once': { type: 'string', default: '16' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    deployments: numberOf('deployments', values.deployments),
    kills: numberOf('kills', values.kills),
    atOnce: numberOf('at-once', values['at-once']),
    seed: numberOf('seed', values.seed),
  };
};
