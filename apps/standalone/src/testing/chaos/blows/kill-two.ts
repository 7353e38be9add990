import type { Blow } from '../battlefield.ts';
import { processes } from './processes.ts';

/** `kill -9` for two processes at the same moment, of one service or of two. */
export const killTwo: Blow = {
  name: 'killed two at once',
  strike: async ({ system, dice }) => {
    const two = dice.shuffle(processes).slice(0, 2);
    await Promise.all(two.map(system.killOne));
    await dice.pause(0, 2_000);
    await Promise.all(two.map(system.startOne));
    return two.join(' and ');
  },
};
