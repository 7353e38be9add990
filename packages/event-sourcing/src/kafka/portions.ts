/** Below the megabyte that a broker takes at once. */
const bytesAtOnce = 900_000;
/** What a record needs beside its value: key, headers and framing. */
const bytesBeside = 1_000;

/** The records in order, in portions that a broker takes; one that is too big for a portion goes alone. */
export const portions = <Each>(records: readonly Each[], valueBytes: (record: Each) => number): readonly Each[][] => {
  const all: Each[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of records) {
    const size = valueBytes(each) + bytesBeside;
    if (bytes + size > bytesAtOnce) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(each);
    bytes += size;
  }
  return all;
};
