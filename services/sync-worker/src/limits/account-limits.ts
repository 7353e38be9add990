import type { Platform } from '@campaigns/contracts';
import type { LimitRule, LimitRules } from './limit-rules.ts';
import type { CountedCall, Rank } from './platform-calls.ts';
import { type Bucket, fullBucket, take, waitMs } from './token-bucket.ts';

/** Who calls. `token` tells access tokens apart and is none itself. */
export type Caller = Readonly<{ platform: Platform; adAccountId: string; token?: string }>;

export type Entry = Readonly<{
  calls: readonly CountedCall[];
  rank: Rank;
  /** It has not waited yet, so those who have go first. */
  isNew: boolean;
}>;

/**
 * The call budgets of ad accounts, access tokens and apps. Kept in memory: one worker owns an account at a time, and what is
 * lost in a restart the platform's own headers tell again.
 */
export type AccountLimits = Readonly<{
  /** Milliseconds until an operation may begin; 0 begins it now, and its calls have been promised their room. */
  enter: (caller: Caller, entry: Entry) => number;
  /** Counts a call that is about to go out. Milliseconds, a second at most, for which it is held before. */
  take: (caller: Caller, call: CountedCall) => number;
  /** Milliseconds until a call may go out; 0 for now. */
  waitMs: (platform: Platform, adAccountId: string, category: string) => number;
  /** Milliseconds for which the platform wants no such call. */
  blockedMs: (platform: Platform, adAccountId: string, category: string) => number;
  /** The platform wants no call for so long: of the account, or of one category only, or, without an account, of the app. */
  blockFor: (platform: Platform, adAccountId: string | undefined, ms: number, category?: string) => void;
}>;

/** Part of a bucket that is left for those who go first. */
const leftFor: Readonly<Record<Rank, number>> = { urgent: 0, normal: 0.1, sync: 0.3 };

const longestHoldMs = 1_000;

type Buckets = ReadonlyMap<string, Bucket>;
type Counted = Readonly<{ rule: LimitRule; key: string; cost: number }>;

const counts = ({ category: only }: LimitRule, { category }: CountedCall): boolean =>
  only === undefined || only === category;

/** The end of a block, and of each wait for a bucket that several share. */
const pruned = (ends: readonly number[], now: number): readonly number[] => ends.filter((end) => end > now);

/** A platform without rules has no limit of ours; only what it says itself holds calls back. */
export const accountLimits = (rules: LimitRules, now: () => number = Date.now): AccountLimits => {
  // What operations in hand will send, and what has been sent: the one lets operations begin, the other paces their calls.
  const promised = new Map<string, Bucket>();
  const sent = new Map<string, Bucket>();
  const blocks = new Map<string, number>();
  const waiting = new Map<string, readonly number[]>();

  const keyOf = ({ platform, adAccountId, token = '' }: Caller, rule: LimitRule, { category }: CountedCall): string => {
    const owner = { account: adAccountId, token, app: '' }[rule.per];
    return [platform, rule.per, owner, rule.byCategory ? category : (rule.category ?? '')].join(':');
  };
  const bucketIn = (buckets: Buckets, { key, rule }: Counted): Bucket =>
    buckets.get(key) ?? fullBucket(rule.size, now());
  const takeFrom = (buckets: Map<string, Bucket>, counted: Counted): Bucket => {
    const bucket = take(bucketIn(buckets, counted), counted.rule.size, counted.cost, now());
    buckets.set(counted.key, bucket);
    return bucket;
  };
  const waitIn = (buckets: Buckets, counted: Counted, cost: number): number =>
    waitMs(bucketIn(buckets, counted), counted.rule.size, cost, now());

  /** What calls cost, by bucket. */
  const costsOf = (caller: Caller, calls: readonly CountedCall[]): readonly Counted[] => {
    const costs = new Map<string, Counted>();
    for (const rule of rules[caller.platform] ?? []) {
      for (const call of calls.filter((each) => counts(rule, each))) {
        const key = keyOf(caller, rule, call);
        const cost = (costs.get(key)?.cost ?? 0) + (call.mutates ? (rule.writeCost ?? 1) : 1);
        costs.set(key, { rule, key, cost });
      }
    }
    return [...costs.values()];
  };

  const blockedMs: AccountLimits['blockedMs'] = (platform, adAccountId, category) => {
    const keys = [`${platform}`, `${platform}:${adAccountId}`, `${platform}:${adAccountId}:${category}`];
    return Math.max(0, ...keys.map((key) => (blocks.get(key) ?? 0) - now()));
  };

  /** For a bucket that several share, behind those who wait for it already: else all would come back at once. */
  const queued = (counted: Counted, { rank, isNew }: Entry): number => {
    const { rule, key, cost } = counted;
    const { size } = rule;
    const needed = cost + leftFor[rank] * size.capacity;
    const wait = Math.max(waitIn(promised, counted, needed), waitIn(sent, counted, needed));
    if (rule.per === 'account' || rank === 'urgent') return wait;
    // Whoever has waited comes when it is its turn, or a little later.
    const ahead = isNew ? pruned(waiting.get(key) ?? [], now()).length : 0;
    return wait + Math.ceil((ahead * cost * 1000) / size.refillPerSecond);
  };

  return {
    blockedMs,
    enter: (caller, entry) => {
      const { platform, adAccountId } = caller;
      const blocked = Math.max(0, ...entry.calls.map(({ category }) => blockedMs(platform, adAccountId, category)));
      if (blocked > 0) return blocked;
      const costs = costsOf(caller, entry.calls);
      const waits = costs.map((counted) => queued(counted, entry));
      const longest = Math.max(0, ...waits);
      for (const [index, counted] of costs.entries()) {
        if (longest === 0) takeFrom(promised, counted);
        if (waits[index] === 0) continue;
        waiting.set(counted.key, [...pruned(waiting.get(counted.key) ?? [], now()), now() + longest]);
      }
      return longest;
    },
    take: (caller, call) => {
      let holdMs = 0;
      for (const counted of costsOf(caller, [call])) {
        const { tokens } = takeFrom(sent, counted);
        holdMs = Math.max(holdMs, tokens < 0 ? (-tokens * 1000) / counted.rule.size.refillPerSecond : 0);
      }
      return Math.min(longestHoldMs, Math.ceil(holdMs));
    },
    waitMs: (platform, adAccountId, category) => {
      const costs = costsOf({ platform, adAccountId }, [{ category, mutates: category === 'write' }]);
      const waits = costs.map((counted) => waitIn(sent, counted, counted.cost));
      return Math.max(blockedMs(platform, adAccountId, category), ...waits);
    },
    blockFor: (platform, adAccountId, ms, category) => {
      const key = [platform, adAccountId, category].filter((part) => part !== undefined).join(':');
      blocks.set(key, Math.max(blocks.get(key) ?? 0, now() + ms));
    },
  };
};
