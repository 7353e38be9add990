/** Expected conversions of a day at an amount in currency units; grows with it, and is 0 at 0. */
export type Curve = (amount: number) => number;

/** most × x^slope ÷ (half^slope + x^slope): half of the most is reached at `half`; S-shaped for slopes above 1. */
export const hill =
  (most: number, half: number, slope: number): Curve =>
  (amount) =>
    amount <= 0 ? 0 : most / (1 + (half / amount) ** slope);

/** Each conversion leaves less for the next: most × (1 − e^(−x ÷ scale)). */
export const exponential =
  (most: number, scale: number): Curve =>
  (amount) =>
    most * -Math.expm1(-amount / scale);

/** Never saturates: most × (x ÷ scale)^exponent. */
export const power =
  (most: number, scale: number, exponent: number): Curve =>
  (amount) =>
    most * (Math.max(0, amount) / scale) ** exponent;

/** Never saturates, and slows down for ever: most × ln(1 + x ÷ scale). */
export const logarithmic =
  (most: number, scale: number): Curve =>
  (amount) =>
    most * Math.log1p(Math.max(0, amount) / scale);

/** Nothing below a threshold, then so much for each unit of the currency up to the knee, then a quarter of that. */
export const threshold =
  (perUnit: number, from: number, knee: number): Curve =>
  (amount) => {
    const [steep, flat] = [Math.min(amount, knee) - from, amount - knee];
    return perUnit * (Math.max(0, steep) + Math.max(0, flat) / 4);
  };

/** The same curve on a day on which everything brings so many times as much. */
export const scaled =
  (curve: Curve, factor: number): Curve =>
  (amount) =>
    factor * curve(amount);
