import type { RuleActionId, RuleId } from '@campaigns/contracts';
import type { Pool, PoolClient } from 'pg';

/** How many actions each rule has taken on a day, over all orchestrations. */
export type ActionCounts = Readonly<Partial<Record<RuleId, number>>>;

/** What of a day is asked about: not what one look, whose id is given, has taken before, as it decides anew. */
type Of = Readonly<{
  /** In UTC. */
  day: string;
  lookId: string;
}>;

/** `most`: of its rule on that day. */
type Place = Readonly<{ actionId: RuleActionId; ruleId: RuleId; most: number }>;

export type ActionTable = Readonly<{
  counts: (ruleIds: readonly RuleId[], of: Of) => Promise<ActionCounts>;
  /** Takes the places of actions under the daily caps; false, and none, where they are others' by now: then it is decided anew. */
  reserve: (places: readonly Place[], of: Of) => Promise<boolean>;
  settle: (actionId: RuleActionId, ruleId: RuleId, outcome: 'done' | 'refused', at: Date) => Promise<void>;
  /** How a rule's actions ended since an instant, the latest first. */
  outcomes: (ruleId: RuleId, since: Date, limit: number) => Promise<readonly ('done' | 'refused')[]>;
}>;

const keptDays = 40;

const countsOf = async (
  client: Pool | PoolClient,
  ruleIds: readonly RuleId[],
  { day, lookId }: Of,
): Promise<ActionCounts> => {
  if (ruleIds.length === 0) return {};
  const { rows } = await client.query<{ rule_id: RuleId; count: number }>({
    name: 'rule-action-counts',
    text: `select rule_id, count(*)::int as count from rules.actions
           where day = $2 and rule_id = any($1::uuid[]) and look_id is distinct from $3::uuid group by rule_id`,
    values: [ruleIds, day, lookId],
  });
  return Object.fromEntries(rows.map(({ rule_id, count }) => [rule_id, count]));
};

export const actionTable = (pool: Pool): ActionTable => ({
  counts: (ruleIds, of) => countsOf(pool, ruleIds, of),
  reserve: async (places, of) => {
    const byRule = Map.groupBy(places, ({ ruleId }) => ruleId);
    const ruleIds = [...byRule.keys()].toSorted();
    if (ruleIds.length === 0) return true;
    const client = await pool.connect();
    try {
      await client.query('begin');
      // In one order, so that two who reserve for the same rules wait for each other and not on each other.
      for (const ruleId of ruleIds) {
        await client.query(`select pg_advisory_xact_lock(hashtextextended('rule-cap:' || $1, 0))`, [ruleId]);
      }
      const taken = await countsOf(client, ruleIds, of);
      // Others may have acted since it was decided: only where their places are missing is it to be decided anew.
      const isFree = [...byRule].every(([ruleId, own]) =>
        own.every(({ most }) => (taken[ruleId] ?? 0) + own.length <= most),
      );
      if (isFree) {
        await client.query(
          `insert into rules.actions (action_id, rule_id, day, look_id)
           select action_id, rule_id, $3, $4 from unnest($1::uuid[], $2::uuid[]) t (action_id, rule_id)
           on conflict (action_id) do update set day = excluded.day`,
          [places.map(({ actionId }) => actionId), places.map(({ ruleId }) => ruleId), of.day, of.lookId],
        );
        await client.query('delete from rules.actions where day < $1::date - $2::int', [of.day, keptDays]);
      }
      await client.query('commit');
      client.release();
      return isFree;
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
