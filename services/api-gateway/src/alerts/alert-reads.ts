import type { AlertsQuery, AlertView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { instants, plain } from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';

const columns = `${plain(
  'a',
  'alert_id kind severity state episode message runbook orchestration_id platform connection_id workflow_id rule_id ' +
    'threshold acknowledged_by note resolved_by resolution',
)}, a.values_seen as values, ${instants('a', 'opened_at acknowledged_at snoozed_until resolved_at updated_at')}`;

export type AlertReads = Readonly<{
  list: (orgId: string, query: AlertsQuery) => Promise<Page<AlertView>>;
  /** Throws 404. */
  show: (orgId: string, alertId: string) => Promise<AlertView>;
}>;

export const alertReads = (read: Read): AlertReads => ({
  list: async (orgId, { state, kind, severity, orchestration_id, cursor, limit }) => {
    const is = (column: string, value: string | undefined, type = 'text') =>
      value === undefined ? undefined : { sql: `a.${column} = ?::${type}`, value };
    const list = {
      ...{ from: 'read.alerts a', columns, id: 'a.alert_id', sortColumn: 'a.opened_at' },
      sorting: { sort: 'opened_at', order: 'desc', form: 'instant' } as const,
      conditions: [
        ...[is('state', state), is('kind', kind), is('severity', severity)],
        is('orchestration_id', orchestration_id, 'uuid'),
      ],
      ...{ cursor, limit },
    };
    return pageOf(await read<PageRow<AlertView>>(orgId, pagedQuery(list)), list);
  },
  show: async (orgId, alertId) => {
    const rows = await read<{ alert: AlertView }>(orgId, {
      name: 'alert',
      text: `select row_to_json(v) as alert from (select ${columns} from read.alerts a where a.alert_id = $1::uuid) v`,
      values: [alertId],
    });
    return onlyRow(rows, 'alert-not-found').alert;
  },
});
