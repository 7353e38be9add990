import { json, type Statement } from '../statements/statement.ts';
import type { LogEntry } from './log-entry.ts';

const text = 'update orchestration_workflows set execution_log = execution_log || $2 where workflow_id = $1';

const asOf = (workflowId: string, lines: string): Statement => ({
  ...{ name: 'workflow-log', text, values: [workflowId, lines] },
  settles: `workflow-log/${workflowId}`,
  merge: (earlier, later) =>
    asOf(workflowId, `${String(earlier.values[1]).slice(0, -1)},${String(later.values[1]).slice(1)}`),
});

/** Appends a line. No other statement writes `execution_log`, so the lines of one transaction are written at once. */
export const appendLog = (workflowId: string, entry: LogEntry): Statement => asOf(workflowId, json([entry]));
