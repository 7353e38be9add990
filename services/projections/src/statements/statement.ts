/** What travels as text to Postgres. Lists and documents are given as JSON. */
export type SqlValue = string | number | bigint | boolean | null;

/** A prepared statement by name, and its values. */
export type Statement = Readonly<{
  name: string;
  text: string;
  values: readonly SqlValue[];
  /**
   * Set on a statement that recomputes columns from other rows: within one transaction the last one of a key suffices,
   * and it runs after everything else.
   */
  settles?: string;
}>;

/** One SQL text under a name that is unique in this package; gives statements with values for it. */
export const statement =
  (name: string, text: string) =>
  (...values: readonly SqlValue[]): Statement => ({ name, text, values });

/** Like `statement`, for a text that recomputes the row with the given id from other rows; its only value is the id. */
export const settlingStatement =
  (name: string, text: string) =>
  (id: string): Statement => ({ name, text, values: [id], settles: `${name}/${id}` });

export const json = (value: unknown): string => JSON.stringify(value);
