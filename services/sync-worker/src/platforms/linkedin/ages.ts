const youngest = 18;
/** Everywhere in this system it means "65 and older". */
const oldest = 65;
const buckets = [
  { from: youngest, to: 24, text: '(18,24)' },
  { from: 25, to: 34, text: '(25,34)' },
  { from: 35, to: 54, text: '(35,54)' },
  { from: 55, to: oldest, text: '(55,2147483647)' },
] as const;

/** Every age from the first to the last as a union of LinkedIn's four ranges, none for no limit; or why there is no such. */
export const ageRanges = (
  min: number | undefined,
  max: number | undefined,
): Readonly<{ ranges: readonly string[] } | { reason: string }> => {
  if (min === undefined && max === undefined) return { ranges: [] };
  const [from, to] = [min ?? youngest, Math.min(max ?? oldest, oldest)];
  const inside = buckets.filter((bucket) => bucket.from >= from && bucket.to <= to);
  const [first, last] = [inside.at(0), inside.at(-1)];
  if (first?.from === from && last?.to === to) return { ranges: inside.map(({ text }) => `urn:li:ageRange:${text}`) };
  const nearest =
    first === undefined || last === undefined
      ? 'none of them lies inside'
      : `the nearest inside is ${first.from}–${last.to}`;
  return {
    reason: `ages ${from}–${to}: LinkedIn knows 18–24, 25–34, 35–54 and 55–65 (65 and older); ${nearest}`,
  };
};
