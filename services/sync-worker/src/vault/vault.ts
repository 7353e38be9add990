import type { Pool } from 'pg';
import { type Keyring, rewrap, type Sealed, seal, unseal, VaultError } from './cipher.ts';
import { type Credentials, type CredentialsInput, credentialsInput, sealed } from './credentials.ts';
import { postgresSecretRows, type SecretRows } from './secret-rows.ts';

/** Credentials by connection, encrypted at rest. Throws `VaultError` for what cannot be opened. */
export type Vault = Readonly<{
  /** Replaces what was there. */
  put: (connectionId: string, credentials: CredentialsInput) => Promise<void>;
  get: (connectionId: string) => Promise<Credentials | undefined>;
  remove: (connectionId: string) => Promise<void>;
  /** Brings everything under the current key; returns how many secrets that were. May be repeated at any time. */
  rotate: (onMoved?: () => void) => Promise<number>;
}>;

const parsed = (text: string): CredentialsInput => {
  try {
    return credentialsInput.parse(JSON.parse(text));
  } catch {
    // The parser's own error could quote the secret.
    throw new VaultError('What is stored are no credentials of a known form');
  }
};

export const vaultOn = (rows: SecretRows, keyring: Keyring): Vault => {
  const sealedFor = (connectionId: string, text: string): Sealed => seal(text, connectionId, keyring);
  const reseal = async (connectionId: string): Promise<boolean> => {
    const row = await rows.find(connectionId);
    if (row === undefined || row.keyId === keyring[0].id) return false;
    return rows.replace(row, { connectionId, ...rewrap(row, connectionId, keyring) });
  };
  return {
    put: (connectionId, credentials) =>
      rows.upsert({ connectionId, ...sealedFor(connectionId, JSON.stringify(credentialsInput.parse(credentials))) }),
    get: async (connectionId) => {
      const row = await rows.find(connectionId);
      return row === undefined ? undefined : sealed(parsed(unseal(row, connectionId, keyring)));
    },
    remove: rows.remove,
    rotate: async (onMoved = () => undefined) => {
      let count = 0;
      for (const connectionId of await rows.sealedOtherwise(keyring[0].id)) {
        if (!(await reseal(connectionId))) continue;
        count += 1;
        onMoved();
      }
      return count;
    },
  };
};

/** The vault in Postgres; `migrateVault` comes first. */
export const createVault = (pool: Pool, keyring: Keyring): Vault => vaultOn(postgresSecretRows(pool), keyring);
