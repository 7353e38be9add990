import type { CampaignDomainEvent, RecordedEvent } from '@campaigns/contracts';
import type { Statement } from './statement.ts';

/** What alerts and webhooks become in the read tables. */
export const alertRows = ({
  type,
  data,
  metadata,
  revision,
}: RecordedEvent<CampaignDomainEvent>): readonly Statement[] => {
  switch (type) {
    case 'AlertOpened': {
      const { alertId, orgId, kind, severity, episode, message, runbook, subject, threshold, values, at } = data;
      const text = `insert into read.alerts (alert_id, org_id, kind, severity, state, episode, message, runbook,
          orchestration_id, platform, threshold, values_seen, opened_at, updated_at, revision)
        values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`;
      const { orchestrationId = null, platform = null } = subject;
      const told = [message, runbook, orchestrationId, platform, threshold, JSON.stringify(values)];
      return [{ text, values: [alertId, orgId, kind, severity, episode, ...told, at, revision] }];
    }
    case 'AlertAcknowledged': {
      const text = `update read.alerts set state = 'acknowledged', acknowledged_at = $2, acknowledged_by = $3, note = $4,
        snoozed_until = null, updated_at = $2 where alert_id = $1`;
      return [{ text, values: [data.alertId, data.at, metadata.actor.id, data.note] }];
    }
    case 'AlertSnoozed': {
      const text = `update read.alerts set state = 'snoozed', snoozed_until = $2, updated_at = $3 where alert_id = $1`;
      return [{ text, values: [data.alertId, data.until, data.at] }];
    }
    case 'AlertResolved': {
      const text = `update read.alerts set state = 'resolved', resolved_at = $2, resolved_by = $3, resolution = $4,
        snoozed_until = null, updated_at = $2 where alert_id = $1`;
      return [{ text, values: [data.alertId, data.at, data.by, data.reason] }];
    }
    case 'WebhookAdded': {
      const { webhookId, orgId, content, at } = data;
      const { url, description, kinds, types, enabled } = content;
      const text = `insert into read.webhooks (webhook_id, org_id, url, description, kinds, types, enabled, created_by,
        created_at, updated_at, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`;
      const own = [url, description, kinds, types, enabled];
      return [{ text, values: [webhookId, orgId, ...own, metadata.actor.id, at, revision] }];
    }
    case 'WebhookChanged': {
      const { webhookId, content, at } = data;
      const { url, description, kinds, types, enabled } = content;
      const text = `update read.webhooks set url = $2, description = $3, kinds = $4, types = $5, enabled = $6,
        updated_at = $7 where webhook_id = $1`;
      return [{ text, values: [webhookId, url, description, kinds, types, enabled, at] }];
    }
    case 'WebhookSecretRotated': {
      const text = 'update read.webhooks set old_secret_until = $2 where webhook_id = $1';
      return [{ text, values: [data.webhookId, data.overlapUntil] }];
    }
    case 'WebhookRemoved':
      return [{ text: 'delete from read.webhooks where webhook_id = $1', values: [data.webhookId] }];
    default:
      return [];
  }
};
