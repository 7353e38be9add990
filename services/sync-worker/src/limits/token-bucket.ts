/** Calls that an account may make: `capacity` at once, `refillPerSecond` in the long run. */
export type BucketSize = Readonly<{ capacity: number; refillPerSecond: number }>;

/** Times are milliseconds of one clock. */
export type Bucket = Readonly<{ tokens: number; at: number; blockedUntil: number }>;

export const fullBucket = ({ capacity }: BucketSize, at: number): Bucket => ({ tokens: capacity, at, blockedUntil: 0 });

const refilled = (bucket: Bucket, { capacity, refillPerSecond }: BucketSize, now: number): Bucket => {
  const elapsed = Math.max(0, now - bucket.at);
  return { ...bucket, tokens: Math.min(capacity, bucket.tokens + (elapsed / 1000) * refillPerSecond), at: now };
};

/** Milliseconds until `cost` tokens are there; 0 when they are there now. A cost above the capacity waits for a full bucket. */
export const waitMs = (bucket: Bucket, size: BucketSize, cost: number, now: number): number => {
  const missing = Math.min(cost, size.capacity) - refilled(bucket, size, now).tokens;
  const refill = missing <= 0 ? 0 : Math.ceil((missing / size.refillPerSecond) * 1000);
  return Math.max(refill, bucket.blockedUntil - now, 0);
};

/** Takes tokens whether they are there or not: what was sent counts. */
export const take = (bucket: Bucket, size: BucketSize, cost: number, now: number): Bucket => {
  const current = refilled(bucket, size, now);
  return { ...current, tokens: current.tokens - cost };
};

/** The platform named a time before which it wants no call; a later one stands. */
export const block = (bucket: Bucket, until: number): Bucket => ({
  ...bucket,
  blockedUntil: Math.max(bucket.blockedUntil, until),
});
