import type { AlertEvent, AlertId, WebhookId } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { Campaign } from './campaign.ts';

type DataOf<Type extends AlertEvent['type']> = Extract<AlertEvent, { type: Type }>['data'];

/** An alert of an orchestration, and the events that rules-engine and gateway write about it. */
export const alertOf = ({ ids, log, about }: Campaign, percent: number) => {
  const alertId = derivedId(ids.org, 'alert', percent) as AlertId;
  const stream = `alert-${alertId}` as const;
  return {
    alertId,
    opened: (episode: number, seen: Partial<DataOf<'AlertOpened'>> = {}) =>
      log.record(stream, 'AlertOpened', {
        ...{ alertId, orgId: ids.org, episode, kind: 'budget_threshold', severity: 'warning', threshold: percent },
        subject: { orchestrationId: about.orchestrationId, percent },
        values: { spent: 2_715.5, share: 90.52, currency: 'USD' },
        ...{ message: '90 % of the budget is spent', runbook: 'runbooks/alerts.md#budget-threshold', basis: '3000' },
        ...{ at: log.now(), ...seen },
      }),
    acknowledged: (note: string | null) =>
      log.record(stream, 'AlertAcknowledged', { alertId, episode: 1, note, at: log.now() }),
    snoozed: (until: string) => log.record(stream, 'AlertSnoozed', { alertId, episode: 1, until, at: log.now() }),
    woken: () => log.record(stream, 'AlertSnoozeEnded', { alertId, episode: 1, at: log.now() }),
    resolved: (by: 'system' | 'user', reason: string | null) =>
      log.record(stream, 'AlertResolved', { alertId, episode: 1, by, reason, at: log.now() }),
  };
};

/** A webhook of an organisation. */
export const webhookOf = ({ ids, log }: Campaign, name: string) => {
  const webhookId = derivedId(ids.org, 'webhook', name) as WebhookId;
  const stream = `webhook-${webhookId}` as const;
  const content = {
    ...{ url: 'https://hooks.example.com/alerts', description: null, enabled: true },
    ...{ kinds: ['zero_spend' as const, 'budget_threshold' as const], types: null },
  };
  return {
    webhookId,
    added: () => log.record(stream, 'WebhookAdded', { webhookId, orgId: ids.org, content, at: log.now() }),
    changed: (change: Partial<Omit<typeof content, 'kinds'>> & { kinds?: typeof content.kinds | null }) =>
      log.record(stream, 'WebhookChanged', { webhookId, content: { ...content, ...change }, at: log.now() }),
    rotated: (overlapUntil: string) =>
      log.record(stream, 'WebhookSecretRotated', { webhookId, overlapUntil, at: log.now() }),
    removed: () => log.record(stream, 'WebhookRemoved', { webhookId, at: log.now() }),
  };
};

/** An alert and a webhook, so that each of their tables has a row. */
export const alerted = async (story: Campaign): Promise<void> => {
  await alertOf(story, 90).opened(1);
  await webhookOf(story, 'on call').added();
};
