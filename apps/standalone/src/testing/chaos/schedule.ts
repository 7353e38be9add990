import type { Blow } from './battlefield.ts';
import type { Dice } from './dice.ts';

/** Blows without end: each once in a round, every round in an order of its own. */
export const schedule = function* (blows: readonly Blow[], dice: Dice): Generator<Blow, never, undefined> {
  for (;;) yield* dice.shuffle(blows);
};
