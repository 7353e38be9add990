/** What travels as text to Postgres. Lists and documents are given as JSON. */
export type SqlValue = string | number | bigint | boolean | null;

/** A prepared statement by name, and its values. */
export type Statement = Readonly<{
  name: string;
  text: string;
  values: readonly SqlValue[];
  /**
   * Set on a statement whose effect does not depend on where in the transaction it runs, as long as the row is there. It
   * runs after everything else, and those with the same key become one.
   */
  settles?: string;
  /** Two of one key as one; by default the later one stands for both. */
  merge?: (earlier: Statement, later: Statement) => Statement;
}>;

/** One SQL text under a name that is unique in this package; gives statements with values for it. */
export const statement =
  (name: string, text: string) =>
  (...values: readonly SqlValue[]): Statement => ({ name, text, values });

/**
 * Like `statement`; its first value is the id of what it is about. It runs after all others of its transaction, once per
 * id: for a text whose effect follows from the last values alone.
 */
export const settledOnce =
  (name: string, text: string) =>
  (id: string, ...values: readonly SqlValue[]): Statement => ({
    ...{ name, text, values: [id, ...values] },
    settles: `${name}/${id}`,
  });

export const json = (value: unknown): string => JSON.stringify(value);
