const ordered = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** JSON with sorted keys: the same for the same content. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, ordered) ?? '';
