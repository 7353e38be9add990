import { setTimeout as sleep } from 'node:timers/promises';

/** Everything that is left to chance in a run, from one source: the same seed makes the same choices. */
export type Dice = Readonly<{
  /** One of the list, which must not be empty. */
  pick: <Item>(items: readonly Item[]) => Item;
  /** The list in another order. */
  shuffle: <Item>(items: readonly Item[]) => readonly Item[];
  /** A whole number, both ends possible. */
  between: (least: number, most: number) => number;
  /** Waits between `least` and `most` ms; rejects when the signal aborts. */
  pause: (least: number, most: number, signal?: AbortSignal) => Promise<void>;
}>;

/** `random` gives numbers in [0, 1). */
export const diceOf = (random: () => number): Dice => {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const shuffle = <Item>(items: readonly Item[]): readonly Item[] => {
    const left = [...items];
    return items.flatMap(() => left.splice(between(0, left.length - 1), 1));
  };
  return {
    between,
    shuffle,
    pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number],
    pause: (least, most, signal) =>
      sleep(between(least, most), undefined, { ...(signal === undefined ? {} : { signal }) }),
  };
};
