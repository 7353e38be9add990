import type { Bounds } from './bounds.ts';
import type { OutcomeCurve } from './outcome-curve.ts';

type Piece = Readonly<{ part: number; length: number; slope: number }>;

/** The pieces of a curve between a part's bounds: each lies on one line, or is the one unit in which two lines meet. */
const piecesOf = (part: number, { least, most }: Bounds, curve: OutcomeCurve): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let from = least; from < most; ) {
    const lineEnd = (Math.floor(from / curve.step) + 1) * curve.step;
    const to = Math.min(most, Math.max(from + 1, Math.floor(lineEnd)));
    pieces.push({ part, length: to - from, slope: (curve.at(to) - curve.at(from)) / (to - from) });
    from = to;
  }
  return pieces;
};

/** For concave curves: what brings most for a unit is filled first. Amounts in smallest units that add up to the total. */
export const greedyFill = (
  total: number,
  bounds: readonly Bounds[],
  curves: readonly OutcomeCurve[],
): readonly number[] => {
  const amounts = bounds.map(({ least }) => least);
  let left = total - amounts.reduce((sum, amount) => sum + amount, 0);
  const pieces = bounds
    .flatMap((each, part) => piecesOf(part, each, curves[part] as OutcomeCurve))
    .toSorted((one, other) => other.slope - one.slope);
  for (const { part, length } of pieces) {
    if (left === 0) break;
    const taken = Math.min(length, left);
    amounts[part] = (amounts[part] ?? 0) + taken;
    left -= taken;
  }
  return amounts;
};
