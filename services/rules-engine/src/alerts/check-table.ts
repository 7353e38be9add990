import { derivedId } from '@campaigns/event-sourcing';
import type { Pool, PoolClient } from 'pg';

export type AlertCheck = Readonly<{
  checkId: string;
  kind: 'orchestration' | 'snooze' | 'dead-letters';
  orgId: string | null;
  /** The orchestration or the alert. */
  aboutId: string | null;
  dueAt: Date;
}>;

type NewCheck = Omit<AlertCheck, 'checkId'>;

const idOf = ({ kind, aboutId }: Pick<AlertCheck, 'kind' | 'aboutId'>): string => derivedId(kind, aboutId ?? 'all');

/** Keeps a check. One that is there already keeps its time (`stays`), takes this one (`moves`), or takes it if it is sooner. */
export const armCheck = async (pool: Pool, check: NewCheck, known: 'stays' | 'moves' | 'sooner'): Promise<void> => {
  const { kind, orgId, aboutId, dueAt } = check;
  const then = {
    stays: 'do nothing',
    moves: 'do update set due_at = excluded.due_at',
    sooner: 'do update set due_at = least(c.due_at, excluded.due_at)',
  }[known];
  await pool.query(
    `insert into rules.alert_checks as c (check_id, kind, org_id, about_id, due_at) values ($1, $2, $3, $4, $5)
     on conflict (check_id) ${then}`,
    [idOf(check), kind, orgId, aboutId, dueAt],
  );
};

export const nextCheckAt = async (pool: Pool): Promise<Date | undefined> => {
  const { rows } = await pool.query<{ due_at: Date }>({
    name: 'next-alert-check',
    text: 'select due_at from rules.alert_checks order by due_at limit 1',
  });
  return rows[0]?.due_at;
};

type Row = Readonly<{
  check_id: string;
  kind: AlertCheck['kind'];
  org_id: string | null;
  about_id: string | null;
  due_at: Date;
}>;

const takeOne = async (client: PoolClient, now: Date): Promise<AlertCheck | undefined> => {
  const { rows } = await client.query<Row>({
    name: 'take-alert-check',
    text: `select check_id, kind, org_id, about_id, due_at from rules.alert_checks where due_at <= $1
           order by due_at, check_id limit 1 for update skip locked`,
    values: [now],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { check_id: checkId, kind, org_id: orgId, about_id: aboutId, due_at: dueAt } = row;
  return { checkId, kind, orgId, aboutId, dueAt };
};

/**
 * Takes the check that has waited longest and does it; nobody else has it meanwhile. False when none is due. `check` says when
 * it comes again; `undefined`: never.
 */
export const doOneCheck = async (
  pool: Pool,
  now: Date,
  check: (taken: AlertCheck) => Promise<Date | undefined>,
): Promise<boolean> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const taken = await takeOne(client, now);
    if (taken !== undefined) {
      const next = await check(taken);
      if (next === undefined) await client.query('delete from rules.alert_checks where check_id = $1', [taken.checkId]);
      else await client.query('update rules.alert_checks set due_at = $2 where check_id = $1', [taken.checkId, next]);
    }
    await client.query('commit');
    client.release();
    return taken !== undefined;
  } catch (error) {
    client.release(true);
    throw error;
  }
};
