import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export type MemoryCourse = Readonly<{
  /** Bytes of heap that are still in use, with what is not needed any more gone. */
  stop: () => void;
  /** Notes what is resident at the moment. */
  look: () => void;
  heapStops: () => readonly number[];
  /** Bytes at the beginning, and the most that was seen. */
  resident: () => Readonly<{ first: number; most: number }>;
}>;

/** The memory of this process as it goes on. */
export const memoryCourse = (): MemoryCourse => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heapStops: number[] = [];
  const first = process.memoryUsage.rss();
  let most = first;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  return {
    look,
    stop: () => {
      look();
      collectGarbage();
      collectGarbage();
      heapStops.push(process.memoryUsage().heapUsed);
    },
    heapStops: () => heapStops,
    resident: () => ({ first, most }),
  };
};
