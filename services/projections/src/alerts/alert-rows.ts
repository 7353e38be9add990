import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const openAlert = statement(
  'alert-open',
  `insert into alerts (alert_id, org_id, kind, severity, state, episode, message, runbook, orchestration_id, platform,
     connection_id, workflow_id, rule_id, percent, threshold, values_seen, opened_at, updated_at, revision)
   values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)
   on conflict (alert_id) do update set severity = excluded.severity, state = 'open', episode = excluded.episode,
     message = excluded.message, runbook = excluded.runbook, threshold = excluded.threshold,
     values_seen = excluded.values_seen, opened_at = excluded.opened_at, updated_at = excluded.updated_at,
     revision = excluded.revision, acknowledged_at = null, acknowledged_by = null, note = null, snoozed_until = null,
     resolved_at = null, resolved_by = null, resolution = null`,
);
const acknowledgeAlert = statement(
  'alert-acknowledge',
  `update alerts set state = 'acknowledged', snoozed_until = null, acknowledged_at = $2, acknowledged_by = $3, note = $4,
     updated_at = $2, revision = $5 where alert_id = $1`,
);
const snoozeAlert = statement(
  'alert-snooze',
  `update alerts set state = 'snoozed', snoozed_until = $2, updated_at = $3, revision = $4 where alert_id = $1`,
);
const wakeAlert = statement(
  'alert-wake',
  `update alerts set state = 'open', snoozed_until = null, updated_at = $2, revision = $3 where alert_id = $1`,
);
const resolveAlert = statement(
  'alert-resolve',
  `update alerts set state = 'resolved', snoozed_until = null, resolved_at = $2, resolved_by = $3, resolution = $4,
     updated_at = $2, revision = $5 where alert_id = $1`,
);
const touchAlert = statement('alert-touch', 'update alerts set revision = $2 where alert_id = $1');

/** One row per alert: its latest episode. */
export const alertRows: Handlers = {
  AlertOpened: ({ data, revision }) => {
    const { alertId, orgId, kind, severity, episode, message, runbook, subject, threshold, values, at } = data;
    const { orchestrationId = null, platform = null, connectionId = null } = subject;
    const { workflowId = null, ruleId = null, percent = null } = subject;
    return [
      openAlert(
        ...[alertId, orgId, kind, severity, episode, message, runbook, orchestrationId, platform, connectionId],
        ...[workflowId, ruleId, percent, threshold, json(values), at, revision],
      ),
    ];
  },
  AlertAcknowledged: ({ data, revision, metadata }) => [
    acknowledgeAlert(data.alertId, data.at, metadata.actor.id, data.note, revision),
  ],
  AlertSnoozed: ({ data, revision }) => [snoozeAlert(data.alertId, data.until, data.at, revision)],
  AlertSnoozeEnded: ({ data, revision }) => [wakeAlert(data.alertId, data.at, revision)],
  AlertResolved: ({ data, revision }) => [resolveAlert(data.alertId, data.at, data.by, data.reason, revision)],
  AlertCleared: ({ data, revision }) => [touchAlert(data.alertId, revision)],
};
