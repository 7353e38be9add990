/** Calls that an account may make: `capacity` at once, `refillPerSecond` in the long run. */
export type BucketSize = Readonly<{ capacity: number; refillPerSecond: number }>;

/**
 * A bucket is the moment at which it is full again; in the past, when it is full. Taking more than there is makes it fuller
 * later, so places in the future can be taken as well. Milliseconds of one clock.
 */
export type Bucket = number;

export const fullBucket: Bucket = Number.NEGATIVE_INFINITY;

const refillMs = (tokens: number, { refillPerSecond }: BucketSize): number => (tokens * 1000) / refillPerSecond;

/** When `cost` tokens are there, not before `from`. A cost above the capacity waits for a full bucket. */
export const readyAt = (bucket: Bucket, size: BucketSize, cost: number, from: number): number =>
  Math.max(from, bucket - refillMs(Math.max(0, size.capacity - cost), size));

/** Takes tokens whether they are there or not: what was sent counts. */
export const take = (bucket: Bucket, size: BucketSize, cost: number, at: number): Bucket =>
  Math.max(bucket, at) + refillMs(cost, size);

/** Milliseconds for which it has nothing, not even a part of a token; 0 when it has some. */
export const emptyMs = (bucket: Bucket, size: BucketSize, now: number): number =>
  Math.max(0, bucket - refillMs(size.capacity, size) - now);
