import { escapeIdentifier, type Pool } from 'pg';

type Table = Readonly<{ schema: string; name: string }>;

/** Every row of every table that is not Postgres' own, as text; bytes as they are as well, read as Latin-1. */
export const tableDump = async (pool: Pool): Promise<string> => {
  const { rows: tables } = await pool.query<Table>(
    `select schemaname as schema, tablename as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  const texts: string[] = [];
  for (const { schema, name } of tables) {
    const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
    const { rows } = await pool.query(`select t.*, t::text as whole_row from ${table} t`);
    for (const row of rows as readonly Readonly<Record<string, unknown>>[]) {
      texts.push(`${name} ${String(row['whole_row'])}`);
      for (const value of Object.values(row)) if (Buffer.isBuffer(value)) texts.push(value.toString('latin1'));
    }
  }
  return texts.join('\n');
};
