/** Which limits a split breaks, for whoever splits a budget and must not break any. */
export { violations } from '../allocator/testing/violations.ts';
/** Random lives of an orchestration, for whoever derives something from its events and has to come to the same as the domain. */
export { type History, type Move, moves, play } from '../orchestrations/orchestration-moves.ts';
