import type { StepName } from '@campaigns/contracts';
import { json, type Statement } from '../statements/statement.ts';
import { stepLabels } from './log-entry.ts';

/**
 * Merges fields into steps, and appends a step that was not planned (putting things right after a failure). Progress counts
 * the planned steps.
 */
const text = `update orchestration_workflows w set steps = s.steps, current_step = s.place,
    progress = case when w.status = 'completed' then 100 else round(100.0 * s.completed / greatest(w.total_steps, 1), 2) end
  from (
    select jsonb_agg(step order by place) as steps, max(place) filter (where step ->> 'name' = $3) as place,
      count(*) filter (where step ->> 'status' = 'completed' and place <= total_steps) as completed
    from (
      select row_number() over (order by n) as place, step, total_steps
      from (
        select n, total_steps, known.step || coalesce(c.change, '{}') as step
        from orchestration_workflows k, jsonb_array_elements(k.steps) with ordinality known (step, n)
          left join jsonb_array_elements($2) c (change) on c.change ->> 'name' = known.step ->> 'name'
        where k.workflow_id = $1
        union all
        select jsonb_array_length(k.steps) + c.n, total_steps, c.change
        from orchestration_workflows k, jsonb_array_elements($2) with ordinality c (change, n)
        where k.workflow_id = $1
          and not k.steps @> jsonb_build_array(jsonb_build_object('name', c.change -> 'name'))
      ) each_step
    ) placed
  ) s
  where w.workflow_id = $1 and s.steps is not null`;

type Change = Readonly<{ name: StepName; label: string; [field: string]: unknown }>;

const changesOf = ({ values }: Statement): readonly Change[] => JSON.parse(String(values[1]));

/** One change per step, the later fields over the earlier ones. */
const combined = (changes: readonly Change[]): readonly Change[] => {
  const byName = new Map<StepName, Change>();
  for (const change of changes) byName.set(change.name, { ...byName.get(change.name), ...change });
  return [...byName.values()];
};

const asOf = (workflowId: string, changes: readonly Change[], current: StepName): Statement => ({
  ...{ name: 'workflow-steps', text, values: [workflowId, json(changes), current] },
  settles: `workflow-steps/${workflowId}`,
  merge: (earlier, later) => asOf(workflowId, combined([...changesOf(earlier), ...changesOf(later)]), current),
});

/**
 * Sets fields of a step and makes it the current one. No other statement changes `steps` after the start of the run, so the
 * changes of one transaction are written at once.
 */
export const changeStep = (workflowId: string, name: StepName, fields: Readonly<Record<string, unknown>>): Statement =>
  asOf(workflowId, [{ name, label: stepLabels[name], ...fields }], name);
