import { allocator } from './allocator-strategy.ts';
import { baselines, type Strategy } from './strategy.ts';

/** Everything that is compared in one run. */
export const strategies: readonly Strategy[] = [allocator, ...baselines];
