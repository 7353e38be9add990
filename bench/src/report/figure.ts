import type { Spread } from '../measure/comparison.ts';

/** What a value, or its ratio to the limit, is meant to reach. */
export type Aim = Readonly<{ of: 'value' | 'ratio'; is: 'at least' | 'at most'; than: number }>;

/** One thing that was measured: medians over the rounds of a run. */
export type Figure = Readonly<{
  name: string;
  value: number;
  unit: string;
  /** What the same machine could do at best in the same minutes, in the same unit. */
  limit?: Readonly<{ name: string; value: number }>;
  /** Value to limit, as the median over the rounds. */
  ratio?: number;
  /** The least and the greatest ratio of a round. */
  spread?: Spread;
  aim?: Aim;
}>;

/** Whether the aim is reached; `undefined` for a figure without one. */
export const reachesAim = ({ value, ratio, aim }: Figure): boolean | undefined => {
  if (aim === undefined) return undefined;
  const reached = aim.of === 'value' ? value : (ratio ?? Number.NaN);
  return aim.is === 'at least' ? reached >= aim.than : reached <= aim.than;
};
