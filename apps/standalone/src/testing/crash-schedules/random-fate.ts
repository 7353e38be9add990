import type { Fate } from './lives.ts';

/** Kills at any deed, one in forty on average, until there were `most` of them; as often before as after it. */
export const randomFate = (most: number, random: () => number): Fate => {
  let kills = 0;
  return () => {
    if (kills >= most || random() >= 1 / 40) return undefined;
    kills += 1;
    return random() < 0.5 ? 'before' : 'after';
  };
};
