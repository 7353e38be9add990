import type { AllocatorLimits } from './question.ts';

/**
 * What holds unless somebody says otherwise: a part moves by half of what it is a day at most, which takes a week from an equal
 * split of six to nearly any other; each keeps a tenth of an equal part, so that it can still show better results; moving is
 * more likely than not to be better, by a margin: a day that waits costs more than a small move too many.
 */
export const shippedLimits: AllocatorLimits = { mostMovePercent: 50, explorationPercent: 10, leastProbability: 0.55 };
