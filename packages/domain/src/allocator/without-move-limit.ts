import { type Feasible, feasible, type Infeasible } from './feasible.ts';
import type { AllocatorQuestion } from './question.ts';

type Question<Key extends string> = Pick<AllocatorQuestion<Key>, 'currency' | 'totalMicros' | 'arms' | 'limits'>;

/** What limits leave to each part when it may get there in as many days as it takes. */
export const withoutMoveLimit = <Key extends string>({
  currency,
  totalMicros,
  arms,
  limits,
}: Question<Key>): Feasible | Infeasible =>
  feasible({
    ...{ currency, totalMicros },
    limits: { explorationPercent: limits.explorationPercent, mostMovePercent: 100 },
    // A part that is moved from the whole total by as much as the whole total may become anything.
    parts: arms.map(({ platform, budgetMicros, leastMicros, mostMicros, isLocked }) => ({
      ...{ key: platform, leastMicros, mostMicros, isLocked },
      currentMicros: isLocked ? budgetMicros : totalMicros,
    })),
  });
