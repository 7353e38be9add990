import { statement } from '../statements/statement.ts';

/**
 * What a look saw replaces what was seen before of the same fields. With `all` the campaign is gone, and what stood under it
 * with it. With `ads` every ad is told of, but an ad group only when it was changed: one that is not is as it was. A class
 * lasts since it was first seen, unless it was left and restored meanwhile.
 */
export const replaceFields = statement(
  'drift-replace',
  `with seen as (
     select * from jsonb_to_recordset($4) as s (field text, path text, desired jsonb, last_applied jsonb, observed jsonb,
       difference text, policy text, action text, note text, found jsonb)
   ), gone as (
     delete from orchestration_drift d where d.mapping_id = $1 and d.path not in (select path from seen) and case
       when d.field <> 'ads' then d.field in (select field from seen)
       when $5 = 'ads' then d.path like 'ads.%' or split_part(d.path, '.', 2) in (select jsonb_array_elements_text($6))
       else $5 = 'all' end
   ), unchanged as (
     update orchestration_drift d set observed_at = $3, workflow_id = $2
     where $5 = 'ads' and d.mapping_id = $1 and d.field = 'ads' and d.path like 'ad\\_group.%' and d.desired is not null
       and d.path not in (select path from seen) and split_part(d.path, '.', 2) not in (select jsonb_array_elements_text($6))
   )
   insert into orchestration_drift as d (mapping_id, path, org_id, orchestration_id, platform, field, desired, last_applied,
     observed, difference, policy, action, note, found, observed_at, since, workflow_id)
   select p.mapping_id, s.path, p.org_id, p.orchestration_id, p.platform, s.field, s.desired, s.last_applied, s.observed,
     s.difference, s.policy, s.action, s.note, s.found, $3, $3, $2
   from seen s, orchestration_platforms p where p.mapping_id = $1
   on conflict (mapping_id, path) do update set field = excluded.field, desired = excluded.desired,
     last_applied = excluded.last_applied, observed = excluded.observed, difference = excluded.difference,
     policy = excluded.policy, action = excluded.action, note = excluded.note, found = excluded.found,
     observed_at = excluded.observed_at, workflow_id = excluded.workflow_id,
     since = case when d.difference = excluded.difference and excluded.found is null then d.since else excluded.since end`,
);

/** Of a campaign that is no more, or is a new one. */
export const forgetFields = statement('drift-forget', 'delete from orchestration_drift where mapping_id = $1');
export const forgetCoverage = statement('drift-coverage-forget', 'delete from drift_coverage where mapping_id = $1');

/** What we did ourselves between two looks, with the campaign and, where it was started, all that is ours under it. */
export const setStatus = statement(
  'drift-status',
  `update orchestration_drift set desired = to_jsonb($2::text), last_applied = to_jsonb($2::text),
     observed = to_jsonb($2::text), difference = 'in_sync', action = 'pushed', note = null, found = null,
     since = case when difference = 'in_sync' then since else $3 end, observed_at = $3, workflow_id = $4
   where mapping_id = $1 and (field = 'status' or
     ($2 = 'active' and field = 'ads' and path like '%.status' and desired = '"active"' and observed <> '"removed"'))`,
);

const foundSo = `found = jsonb_build_object('difference', difference, 'desired', desired, 'observed', observed)`;

/** What the orchestration has taken over is what is meant from now on. */
export const adoptFields = statement(
  'drift-adopt',
  `update orchestration_drift set ${foundSo}, desired = observed, last_applied = observed, difference = 'in_sync', since = $3
   where mapping_id = $1 and workflow_id = $2 and action = 'adopted' and field in (select jsonb_array_elements_text($4))`,
);
/** Of a name it may still lack our mark on the platform. */
export const adoptName = statement(
  'drift-adopt-name',
  `update orchestration_drift d set ${foundSo}, desired = to_jsonb(n.name), last_applied = to_jsonb(n.name), since = $3,
     difference = case when position(btrim(n.mark) in d.observed #>> '{}') > 0 then 'in_sync' else 'ours_pending' end
   from (select mapping_id, path, $4 || mark as name, mark
         from (select mapping_id, path, coalesce(substring(desired #>> '{}' from '\\s\\[[^][]+\\]$'), '') as mark
               from orchestration_drift where mapping_id = $1 and field = 'name') marked) n
   where d.mapping_id = n.mapping_id and d.path = n.path and d.workflow_id = $2 and d.action = 'adopted'`,
);
export const forgetUnderCampaign = statement(
  'drift-forget-under',
  `delete from orchestration_drift where mapping_id = $1 and field <> 'existence'`,
);
/** The run has ended, and the orchestration did not take over what it saw: ours is brought back by a run that follows. */
export const keepOurs = statement(
  'drift-keep-ours',
  `update orchestration_drift set action = 'reported', note = $2
   where workflow_id = $1 and action = 'adopted' and difference in ('changed_outside', 'conflict')`,
);

const movedTo = (desired: string): string =>
  `case when ${desired} = d.observed then 'in_sync'
     when d.difference in ('changed_outside', 'conflict') then 'conflict' else 'ours_pending' end`;
const move = (desired: string): string => `desired = ${desired}, difference = ${movedTo(desired)}, action = 'none',
     found = null, since = case when d.difference = ${movedTo(desired)} then d.since else $2 end`;

/** Runs before the mappings have the new budgets: those whose part stays the same are not meant. */
export const moveBudgets = statement(
  'drift-budgets',
  `update orchestration_drift d set ${move(`case when d.path = 'budget' then to_jsonb(a.amount::numeric) end`)},
     note = case when d.path <> 'budget' then $4 end
   from orchestration_platforms p join jsonb_each_text($3) a (platform, amount) using (platform)
   where p.orchestration_id = $1 and d.mapping_id = p.mapping_id and d.field = 'budget' and d.observed is not null
     and p.allocated_budget <> a.amount::numeric`,
);
export const moveNames = statement(
  'drift-names',
  `update orchestration_drift d set
     ${move(`to_jsonb($3 || coalesce(substring(d.desired #>> '{}' from '\\s\\[[^][]+\\]$'), ''))`)}, note = null
   where d.orchestration_id = $1 and d.field = 'name' and d.observed is not null`,
);

/** A look at a platform: what it covered, or why it failed. What it does not tell anew stays. */
export const recordLook = statement(
  'drift-coverage',
  `insert into drift_coverage as c (mapping_id, org_id, orchestration_id, platform, last_attempt_at, last_error,
     last_read_at, unseen, ads_read_at, ads_unseen, workflow_id)
   select p.mapping_id, p.org_id, p.orchestration_id, p.platform, $2, $3, l.last_read_at, l.unseen, l.ads_read_at,
     l.ads_unseen, case when l.last_read_at is not null then $5::uuid end
   from orchestration_platforms p, jsonb_to_record($4) as l (last_read_at timestamptz, unseen text[],
     ads_read_at timestamptz, ads_unseen text[])
   where p.mapping_id = $1
   on conflict (mapping_id) do update set last_attempt_at = excluded.last_attempt_at, last_error = excluded.last_error,
     last_read_at = coalesce(excluded.last_read_at, c.last_read_at), unseen = coalesce(excluded.unseen, c.unseen),
     ads_read_at = coalesce(excluded.ads_read_at, c.ads_read_at),
     ads_unseen = coalesce(excluded.ads_unseen, c.ads_unseen), workflow_id = coalesce(excluded.workflow_id, c.workflow_id)`,
);
