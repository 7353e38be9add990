import { microsPerUnit } from '@campaigns/contracts';
import { splitUnits } from '../budget/split.ts';
import type { Journey } from './journeys.ts';
import { type AttributionModel, weigher } from './models.ts';
import type { Conversion, Touch } from './touchpoint.ts';

/** What a touch is credited with of one conversion; the credits of a conversion add up to exactly 1 and its value. */
export type Credit = Readonly<{
  touch: Touch;
  conversion: Conversion;
  conversionsMicros: number;
  valueMicros: number;
}>;

/** Weights are split as integers: twelve digits tell apart what a micro of a billion can. */
const precision = 1e12;

/**
 * The conversions of journeys, credited to their touches by a model, by largest remainder in micros. A conversion without a
 * touch is credited to none.
 */
export const creditsOf = (model: AttributionModel, journeys: readonly Journey[]): readonly Credit[] => {
  const weigh = weigher(model, journeys);
  return journeys.flatMap((journey) => {
    const { touches, conversion } = journey;
    if (conversion === null || touches.length === 0) return [];
    const weights = weigh(journey).map((weight) => BigInt(Math.round(weight * precision)));
    const counts = splitUnits(BigInt(microsPerUnit), weights);
    const values = splitUnits(BigInt(conversion.value.micros), weights);
    return touches.map((touch, index) => ({
      ...{ touch, conversion },
      conversionsMicros: Number(counts[index] ?? 0n),
      valueMicros: Number(values[index] ?? 0n),
    }));
  });
};
