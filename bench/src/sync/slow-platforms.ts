import type { Platform } from '@campaigns/contracts';
import { countedCall, type HttpCall } from '@campaigns/sync-worker';
import { answerTo } from './answers.ts';
import type { CallCounts } from './bounds.ts';
import type { SimulatedTime } from './simulated-time.ts';

export type SlowPlatforms = Readonly<{
  http: HttpCall;
  /** What they have been asked since the last time. */
  takeCounts: () => CallCounts;
}>;

/** All platforms, each of which takes so long to answer. */
export const slowPlatforms = (answerMs: number, time: SimulatedTime): SlowPlatforms => {
  let counts = new Map<Platform, Map<string, number>>();
  return {
    http: async (request) => {
      const { platform, body } = answerTo(request, time.now());
      const { category } = countedCall(platform, request);
      const ofPlatform = counts.get(platform) ?? new Map<string, number>();
      counts.set(platform, ofPlatform.set(category, (ofPlatform.get(category) ?? 0) + 1));
      await time.sleep(answerMs);
      return { status: 200, headers: new Headers({ date: time.clock.now().toUTCString() }), body };
    },
    takeCounts: () => {
      const taken = counts;
      counts = new Map();
      return taken;
    },
  };
};
