import type { Conversion, Touch, Touchpoint } from './touchpoint.ts';

/** The touches of one person, the oldest first, and the conversion that they led to; `null` where they led to none. */
export type Journey = Readonly<{ touches: readonly Touch[]; conversion: Conversion | null }>;

const dayMs = 86_400_000;

/**
 * Of a longer journey the last touches: a person who is shown ads without end, or a program that clicks, would otherwise
 * cost as much as the square of what was imported.
 */
export const mostTouches = 100;
/**
 * Touches of all journeys with a conversion together: so many are credited in half a second. Of more than 5,000 conversions each
 * takes fewer of its last touches, down to ten.
 */
const mostTogether = 500_000;
const fewestTouches = 10;

const inTime = (a: Touchpoint, b: Touchpoint): number => a.atMs - b.atMs || (a.id < b.id ? -1 : 1);

/** Touches that led to nothing, as journeys: each takes in what follows within the window after its first touch. */
const withoutConversion = (touches: readonly Touch[], windowMs: number): readonly Journey[] => {
  const journeys: Touch[][] = [];
  for (const touch of touches) {
    const current = journeys.at(-1);
    const [first] = current ?? [];
    if (current === undefined || first === undefined || touch.atMs - first.atMs > windowMs) journeys.push([touch]);
    else current.push(touch);
  }
  return journeys.map((each) => ({ touches: each, conversion: null }));
};

const journeysOfOne = (touchpoints: readonly Touchpoint[], windowMs: number, most: number): readonly Journey[] => {
  const ordered = touchpoints.toSorted(inTime);
  const touches = ordered.filter((each) => each.kind === 'touch');
  const converted: Journey[] = [];
  const unused: Touch[] = [];
  let from = 0;
  let until = 0;
  for (const conversion of ordered.filter((each) => each.kind === 'conversion')) {
    const used = until;
    while ((touches[from]?.atMs ?? Infinity) < conversion.atMs - windowMs) from += 1;
    while ((touches[until]?.atMs ?? Infinity) <= conversion.atMs) until += 1;
    // One by one: more arguments than a call can take may lie between.
    for (const touch of touches.slice(used, from)) unused.push(touch);
    converted.push({ touches: touches.slice(Math.max(from, until - most), until), conversion });
  }
  return [...converted, ...withoutConversion([...unused, ...touches.slice(until)], windowMs)];
};

/**
 * What people went through. A conversion looks back on the touches of its person in the window before it, also on those
 * that an earlier conversion looked back on; it may find none. Touches that no conversion looks back on are journeys
 * without one.
 */
export const journeysOf = (touchpoints: readonly Touchpoint[], lookbackDays: number): readonly Journey[] => {
  const conversions = touchpoints.filter(({ kind }) => kind === 'conversion').length;
  const most = Math.min(mostTouches, Math.max(fewestTouches, Math.floor(mostTogether / Math.max(1, conversions))));
  return [...Map.groupBy(touchpoints, ({ customer }) => customer).values()].flatMap((one) =>
    journeysOfOne(one, lookbackDays * dayMs, most),
  );
};
