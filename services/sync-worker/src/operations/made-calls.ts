import { mostCalls, type PlatformCall } from '@campaigns/contracts';
import type { MadeRequest } from '../platforms/platform-port.ts';

/** The requests of one attempt; of more than an outcome may keep, the last ones. */
export type MadeCalls = Readonly<{ add: (request: MadeRequest) => void; all: () => PlatformCall[] }>;

export const madeCalls = (now: () => Date): MadeCalls => {
  const calls: PlatformCall[] = [];
  return {
    add: (request) => {
      calls.push({ at: now().toISOString(), ...request });
      if (calls.length > mostCalls) calls.shift();
    },
    all: () => [...calls],
  };
};
