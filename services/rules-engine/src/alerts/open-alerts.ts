import type { AlertId, OrchestrationId } from '@campaigns/contracts';
import { alertIdOf, type Signal } from '@campaigns/domain';
import type { Pool } from 'pg';

/** Which alerts can pass: so that a look at what is well costs nothing more. */
export type OpenAlerts = Readonly<{
  /** Before an alert opens. */
  add: (orgId: string, alertId: AlertId, signal: Signal) => Promise<void>;
  /** After it has passed. */
  remove: (alertId: AlertId) => Promise<void>;
  among: (alertIds: readonly AlertId[]) => Promise<ReadonlySet<string>>;
  /** Thresholds of the budget of an orchestration. */
  percents: (orchestrationId: OrchestrationId) => Promise<readonly number[]>;
}>;

export const openAlerts = (pool: Pool): OpenAlerts => ({
  add: async (orgId, alertId, { subject }) => {
    await pool.query(
      `insert into rules.open_alerts (alert_id, org_id, orchestration_id, percent) values ($1, $2, $3, $4)
       on conflict (alert_id) do nothing`,
      [alertId, orgId, subject.orchestrationId ?? null, subject.percent ?? null],
    );
  },
  remove: async (alertId) => {
    await pool.query('delete from rules.open_alerts where alert_id = $1', [alertId]);
  },
  among: async (alertIds) => {
    if (alertIds.length === 0) return new Set();
    const { rows } = await pool.query<{ alert_id: string }>({
      name: 'open-alerts-among',
      text: 'select alert_id from rules.open_alerts where alert_id = any($1::uuid[])',
      values: [alertIds],
    });
    return new Set(rows.map(({ alert_id }) => alert_id));
  },
  percents: async (orchestrationId) => {
    const { rows } = await pool.query<{ percent: number }>({
      name: 'open-percents',
      text: 'select percent from rules.open_alerts where orchestration_id = $1 and percent is not null order by percent',
      values: [orchestrationId],
    });
    return rows.map(({ percent }) => percent);
  },
});

export const idsOf = (orgId: Parameters<typeof alertIdOf>[0], signals: readonly Signal[]): readonly AlertId[] =>
  signals.map((signal) => alertIdOf(orgId, signal));
