/** outcomes(spend) = most × spend^slope ÷ (half^slope + spend^slope), a day; spend and half in micros. */
export type Curve = Readonly<{ most: number; halfMicros: number; slope: number }>;

export const outcomesAt = ({ most, halfMicros, slope }: Curve, spendMicros: number): number =>
  spendMicros <= 0 ? 0 : most / (1 + (halfMicros / spendMicros) ** slope);
