import type { Blow } from '../battlefield.ts';

/** `kill -9` for the broker, which comes back on the same storage after a while. */
export const brokerRestart: Blow = {
  name: 'killed the broker',
  strike: async ({ broker, dice }) => {
    await broker.kill();
    const awayMs = dice.between(500, 4_000);
    await dice.pause(awayMs, awayMs);
    await broker.restart();
    return `away for ${awayMs} ms and its start`;
  },
};
