import type { AllocatorLimits } from './question.ts';

/**
 * What holds unless somebody says otherwise: a part moves by 30 % a day at most, the change after which planners let a
 * budget settle; each keeps a tenth of an equal part, so that it can still show better results; six of ten draws must agree.
 */
export const shippedLimits: AllocatorLimits = { mostMovePercent: 50, explorationPercent: 10, leastProbability: 0.6 };
