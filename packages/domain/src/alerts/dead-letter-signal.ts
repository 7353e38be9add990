import { cleared, type Signal } from './signal.ts';

/** Messages of an organisation that nobody could handle, by the group that gave them up. */
export const deadLetterSignal = (countByGroup: ReadonlyMap<string, number>): Signal => {
  const count = [...countByGroup.values()].reduce((sum, each) => sum + each, 0);
  if (count === 0) return cleared('dead_letters', {});
  return {
    ...{ kind: 'dead_letters', severity: 'critical', subject: {}, verdict: 'open', threshold: null, basis: null },
    values: { count, groups: [...countByGroup.keys()].toSorted().join(', ') },
    message: `${count} messages could not be handled and wait for the operator of the system`,
  };
};
