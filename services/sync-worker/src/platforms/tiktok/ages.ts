import { ageOpen } from '../targeting.ts';

const youngest = 13;
const buckets = [
  { from: youngest, to: 17, text: 'AGE_13_17' },
  { from: 18, to: 24, text: 'AGE_18_24' },
  { from: 25, to: 34, text: 'AGE_25_34' },
  { from: 35, to: 44, text: 'AGE_35_44' },
  { from: 45, to: 54, text: 'AGE_45_54' },
  { from: 55, to: ageOpen, text: 'AGE_55_100' },
] as const;

/** Every age from the first to the last as a union of TikTok's six groups, none for no limit; or why there is no such. */
export const ageGroups = (
  min: number | undefined,
  max: number | undefined,
): Readonly<{ groups: readonly string[] } | { reason: string }> => {
  const [from, to] = [min ?? youngest, Math.min(max ?? ageOpen, ageOpen)];
  if (from === youngest && to === ageOpen) return { groups: [] };
  const inside = buckets.filter((bucket) => bucket.from >= from && bucket.to <= to);
  const [first, last] = [inside.at(0), inside.at(-1)];
  if (first?.from === from && last?.to === to) return { groups: inside.map(({ text }) => text) };
  const nearest =
    first === undefined || last === undefined
      ? 'none of them lies inside'
      : `the nearest inside is ${first.from}–${last.to}`;
  return {
    reason: `ages ${from}–${to}: TikTok knows 13–17, 18–24, 25–34, 35–44, 45–54 and 55–65 (65 and older); ${nearest}`,
  };
};
