import type { PlanLine } from '@campaigns/contracts';
import { approximated, exact, unsupported } from '../plan.ts';
import { ageOpen, type Targeting, topic } from '../targeting.ts';

/** Google's age groups; there is none below 18. */
const groups = [
  { type: 'AGE_RANGE_18_24', from: 18, to: 24 },
  { type: 'AGE_RANGE_25_34', from: 25, to: 34 },
  { type: 'AGE_RANGE_35_44', from: 35, to: 44 },
  { type: 'AGE_RANGE_45_54', from: 45, to: 54 },
  { type: 'AGE_RANGE_55_64', from: 55, to: 64 },
  { type: 'AGE_RANGE_65_UP', from: 65, to: Number.POSITIVE_INFINITY },
] as const;

const youngestOfAll = 13;

const rangeText = (from: number, to: number): string =>
  to === Number.POSITIVE_INFINITY ? `${from} and above` : `${from} to ${to}`;

/**
 * The age groups to leave out, and how the wish comes out. What lies between the groups' edges becomes the widest range
 * within the wish, never a wider one; people of unknown age are left out with the others.
 */
export const excludedAges = (
  wish: Pick<Targeting, 'age_min' | 'age_max'>,
): Readonly<{ excluded: readonly string[]; lines: readonly PlanLine[] }> => {
  if (wish.age_min === undefined && wish.age_max === undefined) return { excluded: [], lines: [] };
  const from = wish.age_min ?? youngestOfAll;
  const to = wish.age_max === undefined || wish.age_max >= ageOpen ? Number.POSITIVE_INFINITY : wish.age_max;
  const name = topic('age');
  if (from === youngestOfAll && to === Number.POSITIVE_INFINITY) {
    return { excluded: [], lines: [exact('ad_group', name)] };
  }
  const within = groups.filter((group) => group.from >= from && group.to <= to);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined) {
    const reason = `none of Google's age groups (18-24, 25-34, 35-44, 45-54, 55-64, 65+) lies within ${rangeText(from, to)}`;
    return { excluded: [], lines: [unsupported('ad_group', name, reason)] };
  }
  const outside = groups.filter((group) => !within.includes(group)).map(({ type }) => type);
  const isExact = first.from === from && last.to === to;
  const reason = `ages ${rangeText(first.from, last.to)}, as Google's age groups go`;
  return {
    excluded: [...outside, 'AGE_RANGE_UNDETERMINED'],
    lines: [isExact ? exact('ad_group', name) : approximated('ad_group', name, reason)],
  };
};
