import type { Blow } from '../battlefield.ts';
import { usual } from '../consumer-groups.ts';

/**
 * An orchestrator or a sync-worker falls silent with work in hand until its group has given that to the other, and then
 * wakes up as if nothing had been.
 */
export const zombie: Blow = {
  name: 'woke a zombie',
  strike: async ({ system, groups, dice }) => {
    const service = dice.pick(['orchestrator', 'sync-worker'] as const);
    await groups.settleOn(service, usual[service]);
    const thaw = system.freeze(service);
    try {
      await groups.settleOn(service, usual[service] - 1);
    } finally {
      thaw();
    }
    await groups.settleOn(service, usual[service]);
    return service;
  },
};
