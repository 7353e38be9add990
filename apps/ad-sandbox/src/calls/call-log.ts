import type { Operation } from '../platforms/platform.ts';
import type { PlatformName } from '../state/campaign.ts';

/** One call to a platform. Status 0: the connection was cut without an answer. Never holds a token. */
export type Call = Readonly<{
  sequence: number;
  at: string;
  platform: PlatformName;
  operation?: Operation;
  adAccountId?: string;
  method: string;
  path: string;
  status: number;
  fault?: string;
}>;

export type CallLog = Readonly<{
  record: (call: Omit<Call, 'sequence'>) => void;
  /** Calls after a sequence number, or from an instant (ISO) on; oldest first; at most the last 10,000. */
  since: (mark?: number | string) => readonly Call[];
  /** `faults` counts the calls that a fault struck. */
  counts: () => Readonly<{
    total: number;
    faults: number;
    byPlatform: Record<string, number>;
    byOperation: Record<string, number>;
  }>;
}>;

const capacity = 10_000;

export const createCallLog = (): CallLog => {
  const ring: Call[] = [];
  let total = 0;
  let faults = 0;
  const byPlatform: Record<string, number> = {};
  const byOperation: Record<string, number> = {};
  return {
    record: (call) => {
      ring[total % capacity] = { sequence: total + 1, ...call };
      total += 1;
      if (call.fault !== undefined) faults += 1;
      byPlatform[call.platform] = (byPlatform[call.platform] ?? 0) + 1;
      const operation = `${call.platform}.${call.operation ?? 'other'}`;
      byOperation[operation] = (byOperation[operation] ?? 0) + 1;
    },
    since: (mark = 0) => {
      const start = total > capacity ? total % capacity : 0;
      const ordered = [...ring.slice(start), ...ring.slice(0, start)];
      return ordered.filter(({ sequence, at }) => (typeof mark === 'number' ? sequence > mark : at >= mark));
    },
    counts: () => ({ total, faults, byPlatform: { ...byPlatform }, byOperation: { ...byOperation } }),
  };
};
