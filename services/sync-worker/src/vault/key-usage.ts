import type { Pool } from 'pg';

/** How many secrets and grants lie under each key of the keyring, by its id. */
export const keyUsage = async (pool: Pool): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await pool.query<Readonly<{ key_id: string; n: number }>>(
    `select key_id, count(*)::int as n
     from (select key_id from vault.secrets union all select key_id from vault.grants) sealed
     group by key_id order by key_id`,
  );
  return new Map(rows.map(({ key_id: keyId, n }) => [keyId, n]));
};
