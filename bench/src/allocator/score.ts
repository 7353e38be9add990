import { bestOnTrueCurves } from './oracle.ts';
import type { PlatformTruth, Span, World } from './world.ts';

/** What the oracle brings day by day; computed anew only when a curve has changed. */
export const oracleDays = (world: World, truths: readonly PlatformTruth[], steps?: number): Float64Array => {
  const known = new Map<unknown, { curves: readonly unknown[]; conversions: number }[]>();
  return Float64Array.from({ length: world.days }, (_, day) => {
    const curves = truths.map(({ curveOn }) => curveOn(day));
    const [first] = curves;
    const alike = known.get(first) ?? [];
    const found = alike.find((each) => each.curves.every((curve, index) => curve === curves[index]));
    if (found !== undefined) return found.conversions;
    const { conversions } = bestOnTrueCurves(curves, steps);
    known.set(first, [...alike, { curves, conversions }]);
    return conversions;
  });
};

const sumOf = (days: Float64Array, { from, to }: Span): number =>
  days.subarray(from, to).reduce((sum, each) => sum + each, 0);

/** Expected conversions to the oracle's, in a span of days. */
export const scoreOf = (expected: Float64Array, oracle: Float64Array, span: Span): number =>
  sumOf(expected, span) / sumOf(oracle, span);
