import type { Platform } from '@campaigns/contracts';
import { probeRules } from './wait-rules.ts';

/** Who asks to be let through, or makes a call. */
type Asking = Readonly<{ platform: Platform; adAccountId: string }>;

/** A time for which a platform wants no call. */
type Block = Readonly<{
  until: number;
  /** When the next of those who wait for its end may come back. */
  nextReturnAt: number;
  /** When a pause or removal may try whether it is over already; never where platforms say themselves how long it lasts. */
  nextProbeAt: number;
  probeGapMs: number;
  /** The ad account whose operation is trying. */
  probing?: string;
}>;

/** Milliseconds of one clock throughout. */
export type Blocks = Readonly<{
  /** No call for so long: of the account, of one category of its calls, or, without an account, of the whole app. */
  set: (platform: Platform, adAccountId: string | undefined, ms: number, category?: string) => void;
  /** For which such calls wait. An operation that was let through as a probe does not. */
  remainingMs: (asking: Asking, category: string) => number;
  /**
   * When an operation with such calls may come back; `undefined` lets it through. `isOfApp`: all accounts wait for this.
   * `isProbe`: then it may try whether the block is over.
   */
  ahead: (
    asking: Asking,
    categories: readonly string[],
    isUrgent: boolean,
  ) => Readonly<{ at: number; isOfApp: boolean; isProbe: boolean }> | undefined;
  /** An operation has ended: if it was a probe, its answer ends the block. True when it was one and the block stands. */
  endProbe: (asking: Asking, isAnswered: boolean) => boolean;
  /** Forgets what is over. */
  tidy: () => void;
  size: () => number;
}>;

/** What waited comes back one after the other, and the first one alone: it tells whether the platform wants calls again. */
const firstLeadMs = 1_000;
const returnGapMs = 50;

export const blocksOn = (now: () => number): Blocks => {
  const blocks = new Map<string, Block>();
  const keysOf = ({ platform, adAccountId }: Asking, category: string): readonly string[] => [
    platform,
    `${platform}:${adAccountId}`,
    `${platform}:${adAccountId}:${category}`,
  ];

  /** Those that still stand in the way. */
  const standing = (asking: Asking, categories: readonly string[]): readonly (readonly [string, Block])[] =>
    [...new Set(categories.flatMap((category) => keysOf(asking, category)))].flatMap((key) => {
      const block = blocks.get(key);
      const isInTheWay = block !== undefined && block.until > now() && block.probing !== asking.adAccountId;
      return isInTheWay ? [[key, block] as const] : [];
    });

  const probe = ({ platform, adAccountId }: Asking, found: readonly (readonly [string, Block])[]): void => {
    const longestGapMs = probeRules[platform]?.longestGapMs ?? 0;
    for (const [key, block] of found) {
      const nextProbeAt = now() + block.probeGapMs;
      const probeGapMs = Math.min(longestGapMs, block.probeGapMs * 2);
      blocks.set(key, { ...block, nextProbeAt, probeGapMs, probing: adAccountId });
    }
  };

  return {
    set: (platform, adAccountId, ms, category) => {
      const key = [platform, adAccountId, category].filter((part) => part !== undefined).join(':');
      const until = now() + ms;
      const before = blocks.get(key);
      if (before !== undefined && before.until >= until) return;
      const firstGapMs = probeRules[platform]?.firstGapMs;
      const probes =
        before !== undefined && before.until > now()
          ? { nextProbeAt: before.nextProbeAt, probeGapMs: before.probeGapMs }
          : { nextProbeAt: now() + (firstGapMs ?? Number.POSITIVE_INFINITY), probeGapMs: 2 * (firstGapMs ?? 0) };
      blocks.set(key, { until, nextReturnAt: until, ...probes });
    },
    remainingMs: (asking, category) =>
      Math.max(0, ...standing(asking, [category]).map(([, { until }]) => until - now())),
    ahead: (asking, categories, isUrgent) => {
      const found = standing(asking, categories);
      if (found.length === 0) return undefined;
      const probeAt = isUrgent ? Math.max(...found.map(([, block]) => block.nextProbeAt)) : Number.POSITIVE_INFINITY;
      if (probeAt <= now()) {
        probe(asking, found);
        return undefined;
      }
      const at = Math.max(...found.map(([, { nextReturnAt }]) => nextReturnAt));
      const isOfApp = found.some(([key]) => key === asking.platform);
      if (probeAt < at) return { at: probeAt, isOfApp, isProbe: true };
      for (const [key, block] of found) {
        const isFirst = block.nextReturnAt === block.until;
        const nextReturnAt = block.nextReturnAt + (isFirst ? firstLeadMs : returnGapMs);
        blocks.set(key, { ...block, nextReturnAt });
      }
      return { at, isOfApp, isProbe: false };
    },
    endProbe: ({ platform, adAccountId }, isAnswered) => {
      let isStillBlocked = false;
      for (const key of [platform, `${platform}:${adAccountId}`]) {
        const { probing, ...block } = blocks.get(key) ?? {};
        if (probing !== adAccountId) continue;
        if (isAnswered) blocks.delete(key);
        else blocks.set(key, block as Block);
        isStillBlocked ||= blocks.has(key) && (block as Block).until > now();
      }
      return isStillBlocked;
    },
    tidy: () => {
      for (const [key, { nextReturnAt }] of blocks) if (nextReturnAt <= now()) blocks.delete(key);
    },
    size: () => blocks.size,
  };
};
