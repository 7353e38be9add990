import type { FieldChange } from '@campaigns/contracts';
import { json, type Statement, settledOnce } from '../statements/statement.ts';

/** What the operations of a sync add to the log of one platform. */
type Outcome = Readonly<{
  detected: readonly FieldChange[];
  applied: readonly FieldChange[];
  synced: number;
  failed: number;
  errors: readonly Readonly<Record<string, unknown>>[];
}>;

const nothing: Outcome = { detected: [], applied: [], synced: 0, failed: 0, errors: [] };

const text = `update orchestration_sync_logs set changes_detected = changes_detected || ($3::jsonb -> 'detected'),
    changes_applied = changes_applied || ($3::jsonb -> 'applied'),
    entities_synced = entities_synced + ($3::jsonb ->> 'synced')::int,
    entities_failed = entities_failed + ($3::jsonb ->> 'failed')::int,
    error_details = case when ($3::jsonb ->> 'failed')::int = 0 then error_details
      else coalesce(error_details, '[]') || ($3::jsonb -> 'errors') end
  where workflow_id = $1 and mapping_id = $2`;

const sum = (earlier: Outcome, later: Outcome): Outcome => ({
  detected: [...earlier.detected, ...later.detected],
  applied: [...earlier.applied, ...later.applied],
  synced: earlier.synced + later.synced,
  failed: earlier.failed + later.failed,
  errors: [...earlier.errors, ...later.errors],
});

const outcomeOf = ({ values }: Statement): Outcome => JSON.parse(String(values[2]));

/** Runs before the log is ended: what settles runs in the order in which it first came up. */
const add = (workflowId: string, mappingId: string, outcome: Outcome): Statement => ({
  ...{ name: 'sync-log-outcome', text, values: [workflowId, mappingId, json(outcome)] },
  settles: `sync-log-outcome/${workflowId}/${mappingId}`,
  merge: (earlier, later) => add(workflowId, mappingId, sum(outcomeOf(earlier), outcomeOf(later))),
});

export const addSuccess = (
  workflowId: string,
  mappingId: string,
  detected: readonly FieldChange[],
  applied: readonly FieldChange[],
): Statement => add(workflowId, mappingId, { ...nothing, detected, applied, synced: 1 });

export const addFailure = (
  workflowId: string,
  mappingId: string,
  error: Readonly<Record<string, unknown>>,
): Statement => add(workflowId, mappingId, { ...nothing, failed: 1, errors: [error] });

/**
 * What the orchestration has taken over from the platform is done too, the other way round than what is pushed. Runs after
 * what was detected is in the log.
 */
export const addAdopted = (workflowId: string, mappingId: string, fields: readonly string[]): Statement => ({
  name: 'sync-log-adopted',
  text: `update orchestration_sync_logs l set changes_applied = changes_applied || (
      select coalesce(jsonb_agg(jsonb_build_object('field', d -> 'field', 'before', d -> 'after', 'after', d -> 'before',
        'adopted', true) order by n), '[]')
      from jsonb_array_elements(l.changes_detected) with ordinality e (d, n)
      where d ->> 'field' in (select jsonb_array_elements_text($3)))
    where workflow_id = $1 and mapping_id = $2`,
  values: [workflowId, mappingId, json(fields)],
  settles: `sync-log-adopted/${workflowId}/${mappingId}`,
});

/** The last day for which the platform has reported results. */
export const setUntil = settledOnce(
  'platforms-synced-until',
  `update orchestration_platforms set sync_metadata = sync_metadata || jsonb_build_object('until', $2::text)
   where mapping_id = $1`,
);
