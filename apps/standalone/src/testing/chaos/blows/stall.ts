import type { Blow } from '../battlefield.ts';
import { services } from './processes.ts';

/** Every process of a service stands still for less than a session timeout: nobody takes over, all of it comes late. */
export const stall: Blow = {
  name: 'stalled',
  strike: async ({ system, dice }) => {
    const service = dice.pick(services);
    const stalledMs = dice.between(1_000, 3_000);
    const thaw = system.freeze(service, Number.POSITIVE_INFINITY);
    try {
      await dice.pause(stalledMs, stalledMs);
    } finally {
      thaw();
    }
    return `${service} for ${stalledMs} ms`;
  },
};
