import { isPostgresAway, LogUnavailable } from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import type { Sealed } from './cipher.ts';

export type SecretRow = Sealed & Readonly<{ connectionId: string }>;

/** Where sealed secrets lie. */
export type SecretRows = Readonly<{
  upsert: (row: SecretRow) => Promise<void>;
  find: (connectionId: string) => Promise<SecretRow | undefined>;
  remove: (connectionId: string) => Promise<void>;
  /** Ids of the secrets that were not sealed with this key. */
  sealedOtherwise: (keyId: string) => Promise<readonly string[]>;
  /** Puts `to` in the place of `from`; false when the row has changed meanwhile. */
  replace: (from: SecretRow, to: SecretRow) => Promise<boolean>;
}>;

type Row = Readonly<{
  connection_id: string;
  key_id: string;
  wrapped_key: Buffer | null;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}>;

/** Throws `LogUnavailable` when it is Postgres that is away: waiting helps then. */
export const orUnavailable = async <Result>(query: Promise<Result>): Promise<Result> => {
  try {
    return await query;
  } catch (error) {
    if (!isPostgresAway(error)) throw error;
    throw new LogUnavailable('The vault cannot be reached', { cause: error });
  }
};

/** In `vault.secrets`. Throws `LogUnavailable` while Postgres cannot be reached. */
export const postgresSecretRows = (pool: Pool): SecretRows => ({
  upsert: async ({ connectionId, keyId, wrappedKey, nonce, ciphertext, tag }) => {
    const text = `insert into vault.secrets (connection_id, key_id, wrapped_key, nonce, ciphertext, tag)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (connection_id) do update set key_id = excluded.key_id, wrapped_key = excluded.wrapped_key,
        nonce = excluded.nonce, ciphertext = excluded.ciphertext, tag = excluded.tag, updated_at = now()`;
    await orUnavailable(pool.query(text, [connectionId, keyId, wrappedKey, nonce, ciphertext, tag]));
  },
  find: async (connectionId) => {
    const text = `select connection_id, key_id, wrapped_key, nonce, ciphertext, tag from vault.secrets
      where connection_id = $1`;
    const { rows } = await orUnavailable(pool.query<Row>(text, [connectionId]));
    const [row] = rows;
    if (row === undefined) return undefined;
    const { key_id: keyId, wrapped_key: wrappedKey, nonce, ciphertext, tag } = row;
    return { connectionId, keyId, wrappedKey, nonce, ciphertext, tag };
  },
  remove: async (connectionId) => {
    await orUnavailable(pool.query('delete from vault.secrets where connection_id = $1', [connectionId]));
  },
  sealedOtherwise: async (keyId) => {
    const text = 'select connection_id from vault.secrets where key_id <> $1 order by connection_id';
    const { rows } = await orUnavailable(pool.query<Pick<Row, 'connection_id'>>(text, [keyId]));
    return rows.map(({ connection_id: connectionId }) => connectionId);
  },
  replace: async (from, { keyId, wrappedKey, nonce, ciphertext, tag }) => {
    const text = `update vault.secrets set key_id = $4, wrapped_key = $5, nonce = $6, ciphertext = $7, tag = $8,
        updated_at = now()
      where connection_id = $1 and nonce = $2 and key_id = $3`;
    const values = [from.connectionId, from.nonce, from.keyId, keyId, wrappedKey, nonce, ciphertext, tag];
    const { rowCount } = await orUnavailable(pool.query(text, values));
    return rowCount === 1;
  },
});
