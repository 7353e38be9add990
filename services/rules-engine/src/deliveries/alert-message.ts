import { type AlertEvent, alertCodec, type StoredEvent, type WebhookMessageType } from '@campaigns/contracts';

type Opened = Extract<AlertEvent, { type: 'AlertOpened' }>['data'];

const typeOf: Readonly<Partial<Record<AlertEvent['type'], WebhookMessageType>>> = {
  AlertOpened: 'alert.opened',
  AlertAcknowledged: 'alert.acknowledged',
  AlertSnoozed: 'alert.snoozed',
  AlertSnoozeEnded: 'alert.snooze_ended',
  AlertResolved: 'alert.resolved',
};

export type AlertMessage = Readonly<{
  type: WebhookMessageType;
  kind: Opened['kind'];
  alertId: string;
  /** JSON in the form of Standard Webhooks: type, timestamp, data. */
  body: string;
}>;

/** What an event adds to the alert that it is about. */
const changeOf = ({ type, data }: AlertEvent, by: string): Readonly<Record<string, unknown>> => {
  switch (type) {
    case 'AlertAcknowledged':
      return { state: 'acknowledged', acknowledged_by: by, note: data.note };
    case 'AlertSnoozed':
      return { state: 'snoozed', snoozed_until: data.until };
    case 'AlertResolved':
      return { state: 'resolved', resolved_by: data.by, resolution: data.reason };
    default:
      return { state: 'open' };
  }
};

/** What is told of an event, from the history of its alert; `undefined` for what is not told. */
export const alertMessage = (event: StoredEvent, history: readonly StoredEvent[]): AlertMessage | undefined => {
  const decoded = alertCodec.decode(event);
  const type = typeOf[decoded.type];
  const opening = history.findLast((each) => each.type === 'AlertOpened' && each.revision <= event.revision);
  if (type === undefined || opening === undefined) return undefined;
  const opened = alertCodec.decode(opening).data as Opened;
  const { alertId, orgId, episode, kind, severity, subject, threshold, values, message, runbook, at } = opened;
  const data = {
    ...{ alert_id: alertId, org_id: orgId, episode, kind, severity, message, runbook },
    orchestration_id: subject.orchestrationId ?? null,
    platform: subject.platform ?? null,
    connection_id: subject.connectionId ?? null,
    workflow_id: subject.workflowId ?? null,
    rule_id: subject.ruleId ?? null,
    ...{ threshold, values, opened_at: at, ...changeOf(decoded, event.metadata.actor.id) },
  };
  return { type, kind, alertId, body: JSON.stringify({ type, timestamp: decoded.data.at, data }) };
};
