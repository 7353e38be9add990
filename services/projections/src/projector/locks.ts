import type { ClientBase } from 'pg';

/** The advisory locks of this package, of one database: a class of their own, so that they meet no others. */
const lockClass = 1_347_571_530;

const locks = { projector: 1, handover: 2, rebuild: 3, migration: 4 } as const;
type LockName = keyof typeof locks;

const keyOf = (name: LockName): readonly [number, number] => [lockClass, locks[name]];

/** Held by the session until it unlocks or ends. */
export const tryLock = async (client: ClientBase, name: LockName): Promise<boolean> => {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    ...keyOf(name),
  ]);
  return rows[0]?.held === true;
};

export const unlock = async (client: ClientBase, name: LockName): Promise<void> => {
  await client.query('select pg_advisory_unlock($1, $2)', [...keyOf(name)]);
};

/** Waits; held until the transaction ends. */
export const lockInTransaction = async (client: ClientBase, name: LockName): Promise<void> => {
  await client.query('select pg_advisory_xact_lock($1, $2)', [...keyOf(name)]);
};

/** Whether nobody holds the lock at this moment. */
export const isFree = async (client: ClientBase, name: LockName): Promise<boolean> => {
  const { rows } = await client.query<{ free: boolean }>(
    `select case when pg_try_advisory_lock_shared($1, $2) then pg_advisory_unlock_shared($1, $2) else false end as free`,
    [...keyOf(name)],
  );
  return rows[0]?.free === true;
};
