import type { RuleActionId, RuleId } from '@campaigns/contracts';
import type { Pool, PoolClient } from 'pg';

/** How many actions each rule has taken on a day, over all orchestrations. */
export type ActionCounts = Readonly<Partial<Record<RuleId, number>>>;

type Reservation = Readonly<{
  actions: readonly Readonly<{ actionId: RuleActionId; ruleId: RuleId }>[];
  /** In UTC. */
  day: string;
  /** What the decision went by. */
  counts: ActionCounts;
}>;

export type ActionTable = Readonly<{
  /** Of that day; those of the runs that are looked at are not counted, as they are decided now. */
  counts: (ruleIds: readonly RuleId[], day: string) => Promise<ActionCounts>;
  /** Takes the places of actions under the daily caps; false when the counts are others by now: then it is decided anew. */
  reserve: (reservation: Reservation) => Promise<boolean>;
  settle: (actionId: RuleActionId, ruleId: RuleId, outcome: 'done' | 'refused', at: Date) => Promise<void>;
  /** How a rule's actions ended since an instant, the latest first. */
  outcomes: (ruleId: RuleId, since: Date, limit: number) => Promise<readonly ('done' | 'refused')[]>;
}>;

const keptDays = 40;

const countsOf = async (
  client: Pool | PoolClient,
  ruleIds: readonly RuleId[],
  day: string,
  except: readonly RuleActionId[] = [],
): Promise<ActionCounts> => {
  if (ruleIds.length === 0) return {};
  const { rows } = await client.query<{ rule_id: RuleId; count: number }>({
    name: 'rule-action-counts',
    text: `select rule_id, count(*)::int as count from rules.actions
           where day = $2 and rule_id = any($1::uuid[]) and action_id <> all($3::uuid[]) group by rule_id`,
    values: [ruleIds, day, except],
  });
  return Object.fromEntries(rows.map(({ rule_id, count }) => [rule_id, count]));
};

export const actionTable = (pool: Pool): ActionTable => ({
  counts: (ruleIds, day) => countsOf(pool, ruleIds, day),
  reserve: async ({ actions, day, counts }) => {
    const ruleIds = [...new Set(actions.map(({ ruleId }) => ruleId))].toSorted();
    if (ruleIds.length === 0) return true;
    const actionIds = actions.map(({ actionId }) => actionId);
    const client = await pool.connect();
    try {
      await client.query('begin');
      // In one order, so that two who reserve for the same rules wait for each other and not on each other.
      for (const ruleId of ruleIds) {
        await client.query(`select pg_advisory_xact_lock(hashtextextended('rule-cap:' || $1, 0))`, [ruleId]);
      }
      const now = await countsOf(client, ruleIds, day, actionIds);
      const isAsSeen = ruleIds.every((ruleId) => (now[ruleId] ?? 0) <= (counts[ruleId] ?? 0));
      if (isAsSeen) {
        await client.query(
          `insert into rules.actions (action_id, rule_id, day)
           select action_id, rule_id, $3 from unnest($1::uuid[], $2::uuid[]) t (action_id, rule_id)
           on conflict (action_id) do nothing`,
          [actionIds, actions.map(({ ruleId }) => ruleId), day],
        );
        await client.query('delete from rules.actions where day < $1::date - $2::int', [day, keptDays]);
      }
      await client.query('commit');
      client.release();
      return isAsSeen;
    } catch (error) {
      client.release(true);
      throw error;
    }
  },
  settle: async (actionId, ruleId, outcome, at) => {
    await pool.query(
      `insert into rules.actions (action_id, rule_id, day, outcome, settled_at)
       values ($1, $2, ($4::timestamptz at time zone 'UTC')::date, $3, $4)
       on conflict (action_id) do update set outcome = excluded.outcome, settled_at = excluded.settled_at`,
      [actionId, ruleId, outcome, at],
    );
  },
  outcomes: async (ruleId, since, limit) => {
    const { rows } = await pool.query<{ outcome: 'done' | 'refused' }>(
      `select outcome from rules.actions where rule_id = $1 and outcome is not null and settled_at >= $2
       order by settled_at desc limit $3`,
      [ruleId, since, limit],
    );
    return rows.map(({ outcome }) => outcome);
  },
});
