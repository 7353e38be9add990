import type { DifferenceClass } from '@campaigns/contracts';

/**
 * How a platform shows one of our values: as it is, in its own way (rounded, trimmed, by the day), as it came out when it
 * was written and has to be written anew since (`outdated`), or as something else.
 */
export type Likeness = 'same' | 'equivalent' | 'outdated' | 'different';

/** One field in our own terms, beside what the platform shows. */
export type Sides<Ours> = Readonly<{
  desired: Ours;
  /** What the platform last confirmed; `undefined` when nothing was ever confirmed. */
  lastApplied: Ours | undefined;
  /** What the platform shows, measured against a value of ours; `undefined` where nobody could look. */
  observed: ((ours: Ours) => Likeness) | undefined;
}>;

/** Who moved. Where it is not known what was last applied, both may have: a conflict. */
export const differenceOf = <Ours extends string | number>({
  desired,
  lastApplied,
  observed,
}: Sides<Ours>): DifferenceClass => {
  if (observed === undefined) return 'unreviewed';
  const toDesired = observed(desired);
  if (toDesired === 'same') return 'in_sync';
  if (toDesired === 'equivalent') return 'normalised';
  if (toDesired === 'outdated') return 'ours_pending';
  if (lastApplied === undefined) return 'conflict';
  if (observed(lastApplied) !== 'different') return 'ours_pending';
  return desired === lastApplied ? 'changed_outside' : 'conflict';
};

/** Whether the platform has something else than what is meant. */
export const differs = (difference: DifferenceClass): boolean =>
  difference === 'ours_pending' || difference === 'changed_outside' || difference === 'conflict';
