import type { RuleGuards } from '@campaigns/contracts';

/**
 * Why a rule is to be disabled, in words; `undefined` as long as it may go on. `outcomes` are those of its actions since it was
 * enabled last, the latest first; what is not settled yet is not among them.
 */
export const breakerReason = (
  outcomes: readonly ('done' | 'refused')[],
  { breaker: { errors, of } }: RuleGuards,
): string | undefined => {
  const looked = outcomes.slice(0, of);
  const refused = looked.filter((outcome) => outcome === 'refused').length;
  return refused < errors ? undefined : `${refused} of its last ${looked.length} actions were refused`;
};
