import { platform } from '@campaigns/contracts';
import type { Journey } from './journeys.ts';
import { platformGame, platformsOf } from './platform-game.ts';

/** How the touches of a journey share its conversion. */
export type AttributionModel =
  | Readonly<{ kind: 'first' | 'last' | 'linear' | 'position' | 'data_driven' }>
  /** A touch that is a half-life older counts half as much. */
  | Readonly<{ kind: 'time_decay'; halfLifeDays: number }>;

/** What the touches of a journey that led to a conversion count for, in their order; not all 0. */
type Weigh = (journey: Journey) => readonly number[];

const dayMs = 86_400_000;
const endWeight = 40;
const middleWeight = 20;

const byPosition: Weigh = ({ touches: { length } }) => {
  // Where nothing lies between, one touch has all, and two have half each.
  const between = middleWeight / (length - 2);
  return Array.from({ length }, (_, index) => (index === 0 || index === length - 1 ? endWeight : between));
};

const byAge =
  (halfLifeDays: number): Weigh =>
  ({ touches }) => {
    // Counted from the last touch, whose weight is 1: counted from the conversion, all could be too small to tell apart.
    const last = touches.at(-1)?.atMs ?? 0;
    return touches.map(({ atMs }) => 2 ** ((atMs - last) / dayMs / halfLifeDays));
  };

/** A platform's share lies in equal parts on its touches. */
const byPlatform = (journeys: readonly Journey[]): Weigh => {
  const { sharesOf } = platformGame(journeys);
  return (journey) => {
    const shares = sharesOf(platformsOf(journey));
    const counts = platform.options.map((name) => journey.touches.filter((touch) => touch.platform === name).length);
    return journey.touches.map((touch) => {
      const index = platform.options.indexOf(touch.platform);
      return (shares[index] ?? 0) / (counts[index] ?? 1);
    });
  };
};

/** The weights by a model; data-driven learns them from all the journeys, those without conversion too. */
export const weigher = (model: AttributionModel, journeys: readonly Journey[]): Weigh => {
  switch (model.kind) {
    case 'first':
      return ({ touches }) => touches.map((_, index) => (index === 0 ? 1 : 0));
    case 'last':
      return ({ touches }) => touches.map((_, index) => (index === touches.length - 1 ? 1 : 0));
    case 'linear':
      return ({ touches }) => touches.map(() => 1);
    case 'position':
      return byPosition;
    case 'time_decay':
      return byAge(model.halfLifeDays);
    case 'data_driven':
      return byPlatform(journeys);
  }
};
