/** The rows of each read table, as JSON. */
export type TableRows = ReadonlyMap<string, readonly string[]>;

const without = (rows: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map([...Map.groupBy(others, (row) => row)].map(([row, of]) => [row, of.length]));
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
};

/** How the read tables differ from those that were made anew from the log, row by row; no column is left out. */
export const readTableFaults = (shown: TableRows, rebuilt: TableRows): readonly string[] =>
  [...new Set([...shown.keys(), ...rebuilt.keys()])].flatMap((table) => {
    const [before, after] = [shown.get(table) ?? [], rebuilt.get(table) ?? []];
    return [
      ...without(before, after).map((row) => `read.${table}: shows what the log does not say: ${row}`),
      ...without(after, before).map((row) => `read.${table}: does not show what the log says: ${row}`),
    ];
  });
