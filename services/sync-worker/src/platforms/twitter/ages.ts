import { ageOpen } from '../targeting.ts';

type Bucket = Readonly<{ from: number; to: number; value: string }>;

const between = (from: number, ...ends: readonly number[]): readonly Bucket[] =>
  ends.map((to) => ({ from, to, value: `AGE_${from}_TO_${to}` }));
const over = (from: number): Bucket => ({ from, to: ageOpen, value: `AGE_OVER_${from}` });

/** The twenty ranges of ages that X knows; a line item has one of them. */
const buckets: readonly Bucket[] = [
  ...[...between(13, 24, 34, 49, 54), over(13)],
  ...[...between(18, 34, 49, 54), over(18)],
  ...[...between(21, 34, 49, 54), over(21)],
  ...[...between(25, 49, 54), over(25)],
  ...[...between(35, 49, 54), over(35)],
  over(50),
];

const words = ({ from, to }: Bucket): string => (to === ageOpen ? `${from} and older` : `${from}–${to}`);

/** X's word for the ages, or what of them X could be told; nothing lies inside some. */
export const ageBucket = (
  youngest: number,
  oldest: number,
): Readonly<{ value: string }> | Readonly<{ nearest: string | undefined }> => {
  const to = Math.min(oldest, ageOpen);
  const same = buckets.find((bucket) => bucket.from === youngest && bucket.to === to);
  if (same !== undefined) return { value: same.value };
  const [widest] = buckets
    .filter((bucket) => bucket.from >= youngest && bucket.to <= to)
    .toSorted((one, other) => other.to - other.from - (one.to - one.from));
  return { nearest: widest === undefined ? undefined : words(widest) };
};
