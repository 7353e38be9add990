/** How the heap of a process went while it worked, from one stop to the next, after a garbage collection at each. */
export type HeapCourse = Readonly<{
  /** Of the straight line that lies closest to the stops. */
  bytesPerCall: number;
  /** The most at a stop, to what the first had. */
  mostToFirst: number;
}>;

/** Bytes at stops that lie the same number of calls apart. Throws for fewer than two. */
export const heapCourse = (stops: readonly number[], callsApart: number): HeapCourse => {
  const [first] = stops;
  if (first === undefined || stops.length < 2) throw new RangeError('A course has two stops at least');
  const meanAt = (stops.length - 1) / 2;
  const mean = stops.reduce((sum, bytes) => sum + bytes, 0) / stops.length;
  const together = stops.reduce((sum, bytes, at) => sum + (at - meanAt) * (bytes - mean), 0);
  const apart = stops.reduce((sum, _, at) => sum + (at - meanAt) ** 2, 0);
  return { bytesPerCall: together / apart / callsApart, mostToFirst: Math.max(...stops) / first };
};
