import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type SqlValue, type Statement } from '../statements/statement.ts';

/** What is known of an operation; what is absent stays as it was. Names are those of the columns. */
type Fields = Readonly<{
  status: 'requested' | 'running' | 'waiting' | 'succeeded' | 'failed';
  /** `null`: it does not wait. */
  next_attempt_at: string | null;
  attempts?: number;
  last_error?: Readonly<{ class: string; code: string; message: string }>;
  started_at?: string;
  completed_at?: string;
}>;

const columns = `status text, next_attempt_at timestamptz, attempts integer, last_error jsonb, started_at timestamptz,
  completed_at timestamptz`;

const insertText = `insert into workflow_operations (operation_id, workflow_id, orchestration_id, org_id, mapping_id,
    platform, step, kind, requested_at, deadline_at, status, next_attempt_at, attempts, last_error, started_at,
    completed_at)
  select $1, $3, o.orchestration_id, o.org_id, $5, $6, $7, $8, $9, $10, f.status, f.next_attempt_at,
    coalesce(f.attempts, 0), f.last_error, f.started_at, f.completed_at
  from jsonb_to_record($2) f (${columns}), campaign_orchestrations o where o.orchestration_id = $4`;

/** The last error stays, so that it can be seen what a success took. */
const changeText = `update workflow_operations w set status = f.status, next_attempt_at = f.next_attempt_at,
    attempts = coalesce(f.attempts, w.attempts), last_error = coalesce(f.last_error, w.last_error),
    started_at = coalesce(w.started_at, f.started_at), completed_at = coalesce(f.completed_at, w.completed_at)
  from jsonb_to_record($2) f (${columns}) where w.operation_id = $1`;

const fieldsOf = ({ values }: Statement): Fields => JSON.parse(String(values[1]));

const together = (earlier: Fields, later: Fields): Fields => ({
  ...earlier,
  ...later,
  ...(earlier.started_at === undefined ? {} : { started_at: earlier.started_at }),
});

/**
 * The row of one operation has its own small table: the steps of a long call are no reason to write the row of its workflow,
 * with its whole log, again. No other statement writes it, so what one transaction brings of an operation is written at once.
 */
const asOf = (operationId: string, fields: Fields, insert?: readonly SqlValue[]): Statement => ({
  name: insert === undefined ? 'workflow-operation-change' : 'workflow-operation-insert',
  text: insert === undefined ? changeText : insertText,
  values: [operationId, json(fields), ...(insert ?? [])],
  settles: `workflow-operation/${operationId}`,
  merge: (earlier, later) => {
    const inserted = earlier.values.slice(2);
    const fieldsNow = together(fieldsOf(earlier), fieldsOf(later));
    return asOf(operationId, fieldsNow, inserted.length === 0 ? undefined : inserted);
  },
});

const requested = ({ data }: Recorded<'OperationRequested'>): readonly Statement[] => {
  const { operationId, workflowId, orchestrationId, mappingId, platform, step, task, at, deadline = null } = data;
  const context = [workflowId, orchestrationId, mappingId, platform, step, task.kind, at, deadline];
  return [asOf(operationId, { status: 'requested', next_attempt_at: null }, context)];
};

const settled = ({ data: { operationId, outcome, at } }: Recorded<'OperationSettled'>): readonly Statement[] => {
  const { status } = outcome;
  const error = outcome.status === 'failed' ? { last_error: outcome.error } : {};
  return [asOf(operationId, { status, next_attempt_at: null, completed_at: at, ...error })];
};

export const operationRows: Handlers = {
  OperationRequested: requested,
  OperationAttempted: ({ data: { operationId, attempt }, metadata }) => [
    asOf(operationId, {
      ...{ status: 'running', next_attempt_at: null, attempts: attempt, started_at: metadata.occurredAt },
    }),
  ],
  OperationDeferred: ({ data: { operationId, until, attempt, error } }) => [
    asOf(operationId, { status: 'waiting', next_attempt_at: until, attempts: attempt, last_error: error }),
  ],
  OperationDue: ({ data: { operationId } }) => [asOf(operationId, { status: 'requested', next_attempt_at: null })],
  OperationSettled: settled,
};
