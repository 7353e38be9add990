import type { Blow } from '../battlefield.ts';
import { processes } from './processes.ts';

/** `kill -9` for one process, of any service; its replacement starts at once or a moment later. */
export const killOne: Blow = {
  name: 'killed one',
  strike: async ({ system, dice }) => {
    const service = dice.pick(processes);
    await system.killOne(service);
    await dice.pause(0, 2_000);
    await system.startOne(service);
    return service;
  },
};
