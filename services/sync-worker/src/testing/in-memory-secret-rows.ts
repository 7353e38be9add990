import type { SecretRow, SecretRows } from '../vault/secret-rows.ts';

/** Rows for specs, open to be tampered with. */
export const inMemorySecretRows = (): SecretRows & Readonly<{ rows: Map<string, SecretRow> }> => {
  const rows = new Map<string, SecretRow>();
  return {
    rows,
    upsert: async (row) => void rows.set(row.connectionId, row),
    find: async (connectionId) => rows.get(connectionId),
    remove: async (connectionId) => void rows.delete(connectionId),
    sealedOtherwise: async (keyId) =>
      [...rows.values()].filter((row) => row.keyId !== keyId).map(({ connectionId }) => connectionId),
    replace: async (from, to) => {
      if (rows.get(from.connectionId) !== from) return false;
      rows.set(from.connectionId, to);
      return true;
    },
  };
};
