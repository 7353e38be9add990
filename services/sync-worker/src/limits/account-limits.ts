import type { Platform } from '@campaigns/contracts';
import { blocksOn } from './blocks.ts';
import type { LimitRule, LimitRules } from './limit-rules.ts';
import type { CountedCall, Rank } from './platform-calls.ts';
import { type Bucket, emptyMs, fullBucket, readyAt, take } from './token-bucket.ts';

/** Who calls. `token` tells access tokens apart and is none itself. */
export type Caller = Readonly<{ platform: Platform; adAccountId: string; token?: string }>;

export type Entry = Readonly<{
  operationId: string;
  calls: readonly CountedCall[];
  rank: Rank;
}>;

/**
 * The call budgets of ad accounts, access tokens and apps. Kept in memory: one worker owns an account at a time, and what is
 * lost in a restart the platform's own headers tell again. What is full again and waited for by nobody is forgotten.
 */
export type AccountLimits = Readonly<{
  /**
   * Milliseconds until an operation may begin; 0 begins it now, and its calls have been promised their room. Who has to wait
   * is given a place of its own: each comes back when there is room for it, and not all at once.
   */
  enter: (caller: Caller, entry: Entry) => number;
  /**
   * Counts a call that is about to go out: where its account is counted, then its token, then the app, each when the next
   * number is asked for. Milliseconds, a second at most, for which it is held before that.
   */
  take: (caller: Caller, call: CountedCall) => Iterable<number>;
  /** Milliseconds until a call may go out; 0 for now. */
  waitMs: (platform: Platform, adAccountId: string, category: string) => number;
  /** Milliseconds for which the platform wants no such call. */
  blockedMs: (platform: Platform, adAccountId: string, category: string) => number;
  /** The platform wants no call for so long: of the account, or of one category only, or, without an account, of the app. */
  blockFor: (platform: Platform, adAccountId: string | undefined, ms: number, category?: string) => void;
  /** An operation of the account has ended. True when it was let through a block as a probe and the block still stands. */
  endProbe: (caller: Pick<Caller, 'platform' | 'adAccountId'>, isAnswered: boolean) => boolean;
  /** Buckets, places and blocks that are kept. */
  size: () => number;
}>;

/** Part of a bucket that is left for those who go first. */
const leftFor: Readonly<Record<Rank, number>> = { urgent: 0, normal: 0.1, sync: 0.3 };

/** The narrowest first. */
const scopes: readonly LimitRule['per'][] = ['account', 'token', 'app'];

const longestHoldMs = 1_000;
/** Timers are this exact; the calls themselves are held until their time. */
const earlyMs = 50;
/** A place that nobody came back for: its account went to another worker. */
const forgottenPlaceMs = 300_000;
const tidyEveryMs = 60_000;

type Buckets = Map<string, Bucket>;
type Counted = Readonly<{ rule: LimitRule; key: string; cost: number }>;
/** When an operation may come back, and the buckets that have kept room for it. */
type Place = Readonly<{ at: number; keys: ReadonlySet<string> }>;

const counts = ({ category: only }: LimitRule, { category }: CountedCall): boolean =>
  only === undefined || only === category;

const bucketIn = (buckets: Buckets, { key }: Counted): Bucket => buckets.get(key) ?? fullBucket;

const takeFrom = (buckets: Buckets, { key, rule, cost }: Counted, from: Bucket, at: number): Bucket => {
  const bucket = take(from, rule.size, cost, at);
  buckets.set(key, bucket);
  return bucket;
};

const forget = <Kept>(kept: Map<string, Kept>, isOver: (each: Kept) => boolean): void => {
  for (const [key, each] of kept) if (isOver(each)) kept.delete(key);
};

/** A platform without rules has no limit of ours; only what it says itself holds calls back. */
export const accountLimits = (rules: LimitRules, now: () => number = Date.now): AccountLimits => {
  // What operations in hand will send, and what has been sent: the one lets operations begin, the other paces their calls.
  const promised: Buckets = new Map();
  const sent: Buckets = new Map();
  /** What is promised, and what those who wait will be. Pauses and removals do not stand behind it. */
  const queued: Buckets = new Map();
  const places = new Map<string, Place>();
  const blocks = blocksOn(now);
  let tidyAt = now() + tidyEveryMs;

  const keyOf = ({ platform, adAccountId, token = '' }: Caller, rule: LimitRule, { category }: CountedCall): string => {
    const owner = { account: adAccountId, token, app: '' }[rule.per];
    return [platform, rule.per, owner, rule.byCategory ? category : (rule.category ?? '')].join(':');
  };

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

  const tidy = (): void => {
    if (now() < tidyAt) return;
    tidyAt = now() + tidyEveryMs;
    for (const buckets of [promised, sent, queued]) forget(buckets, (fullAt) => fullAt <= now());
    forget(places, ({ at }) => at + forgottenPlaceMs <= now());
    blocks.tidy();
  };

  const inLine = (counted: Counted, rank: Rank): Bucket => {
    const before = Math.max(bucketIn(promised, counted), bucketIn(sent, counted));
    return rank === 'urgent' ? before : Math.max(before, bucketIn(queued, counted));
  };
  const turnOf = (counted: Counted, rank: Rank, from: number): number => {
    const { size } = counted.rule;
    return readyAt(inLine(counted, rank), size, counted.cost + leftFor[rank] * size.capacity, from);
  };
  const reserve = (counted: Counted, rank: Rank, at: number): void => {
    takeFrom(queued, counted, Math.max(bucketIn(queued, counted), inLine(counted, rank)), at);
    // Whoever comes behind must not take what an urgent one waits for.
    if (rank === 'urgent') takeFrom(promised, counted, inLine(counted, rank), at);
  };

  const begin = (costs: readonly Counted[], rank: Rank, kept: ReadonlySet<string>): void => {
    for (const counted of costs) {
      const isKept = kept.has(counted.key);
      if (!isKept) takeFrom(queued, counted, bucketIn(queued, counted), now());
      if (!isKept || rank !== 'urgent') takeFrom(promised, counted, bucketIn(promised, counted), now());
    }
  };

  /**
   * Milliseconds until its place, which it has where it has to wait longest. In the other buckets the room until then is for
   * those who can use it.
   */
  const placed = ({ operationId, rank }: Entry, costs: readonly Counted[], from: number): number => {
    const turns = costs.map((counted) => ({ counted, at: turnOf(counted, rank, from) }));
    const at = Math.max(from, ...turns.map((turn) => turn.at));
    const waited = turns.filter((turn) => turn.at === at);
    for (const turn of waited) reserve(turn.counted, rank, turn.at);
    places.set(operationId, { at, keys: new Set(waited.map(({ counted }) => counted.key)) });
    return Math.ceil(at - now());
  };

  /** Room is kept for it, so its calls are at most held for a moment: others may have come late, or urgent ones before. */
  const hasRoom = (counted: Counted, isPromised: boolean): boolean =>
    (isPromised ? [sent] : [promised, sent]).every((buckets) => {
      const { size } = counted.rule;
      return readyAt(bucketIn(buckets, counted), size, counted.cost, now()) <= now() + longestHoldMs;
    });

  return {
    enter: (caller, entry) => {
      tidy();
      const { operationId, calls, rank } = entry;
      const place = places.get(operationId);
      if (place !== undefined && place.at > now() + earlyMs) return Math.ceil(place.at - now());
      places.delete(operationId);
      const costs = costsOf(caller, calls);
      const categories = calls.map(({ category }) => category);
      const block = blocks.ahead(caller, categories, rank === 'urgent');
      // The others who share a bucket with it need not wait for the end of its block.
      if (block !== undefined) {
        const behind = costs.filter(({ rule }) => block.isOfApp || rule.per === 'account');
        return block.isProbe ? Math.ceil(block.at - now()) : placed(entry, behind, block.at);
      }
      const kept = place?.keys ?? new Set();
      const mayBegin = costs.every((counted) =>
        place === undefined
          ? turnOf(counted, rank, now()) <= now()
          : hasRoom(counted, rank === 'urgent' && kept.has(counted.key)),
      );
      if (!mayBegin) return placed(entry, costs, now());
      begin(costs, rank, kept);
      return 0;
    },
    take: function* (caller, call) {
      const costs = costsOf(caller, [call]);
      // What is held for its account must not count for the app before it goes out: then others would go out with it.
      for (const per of scopes) {
        const holds = costs
          .filter(({ rule }) => rule.per === per)
          .map((counted) => {
            const bucket = takeFrom(sent, counted, bucketIn(sent, counted), now());
            return emptyMs(bucket, counted.rule.size, now());
          });
        yield Math.min(longestHoldMs, Math.ceil(Math.max(0, ...holds)));
      }
    },
    waitMs: (platform, adAccountId, category) => {
      const costs = costsOf({ platform, adAccountId }, [{ category, mutates: category === 'write' }]);
      const ready = costs.map((counted) => readyAt(bucketIn(sent, counted), counted.rule.size, counted.cost, now()));
      const blockedMs = blocks.remainingMs({ platform, adAccountId }, category);
      return Math.max(blockedMs, Math.ceil(Math.max(now(), ...ready) - now()));
    },
    blockedMs: (platform, adAccountId, category) => blocks.remainingMs({ platform, adAccountId }, category),
    blockFor: blocks.set,
    endProbe: blocks.endProbe,
    size: () => promised.size + sent.size + queued.size + places.size + blocks.size(),
  };
};
