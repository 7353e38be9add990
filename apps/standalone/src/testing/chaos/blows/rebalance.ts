import type { Blow } from '../battlefield.ts';
import { usual } from '../consumer-groups.ts';

/** A roll-out: an orchestrator and a sync-worker join, then those that were there longest are told to end. */
export const rebalance: Blow = {
  name: 'rebalanced',
  strike: async ({ system, groups }) => {
    const both = ['orchestrator', 'sync-worker'] as const;
    await Promise.all(both.map(system.startOne));
    await Promise.all(both.map((service) => groups.settleOn(service, usual[service] + 1)));
    const codes = await Promise.all(both.map(system.terminateOne));
    if (codes.some((code) => code !== 0)) throw new Error(`${both.join(' and ')} ended with ${codes.join(' and ')}`);
    await Promise.all(both.map((service) => groups.settleOn(service, usual[service])));
    return `${both.join(' and ')}, one more and one less`;
  },
};
