import { type StoredEvent, webhookCodec } from '@campaigns/contracts';
import { isRecent } from '@campaigns/domain';
import { derivedId, type EventStore, type FeedHandler } from '@campaigns/event-sourcing';
import type { ProjectionProgress } from '@campaigns/read-progress';
import type { Clock } from '@campaigns/service-kit';
import { abandonDeliveries, enqueueDeliveries, wipeSecrets } from '@campaigns/webhook-delivery';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { reactTo } from '../react-to.ts';
import { untilShown } from '../until-shown.ts';
import { alertMessage } from './alert-message.ts';
import type { WebhookReads } from './webhook-reads.ts';

type Dependencies = Readonly<{
  store: EventStore;
  pool: Pool;
  webhooks: WebhookReads;
  progress: Pick<ProjectionProgress, 'waitFor'>;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
  onEnqueued: () => void;
}>;

/** Keeps a message for each webhook that wants to be told of an event; hearing of the event again keeps none twice. */
export const handleDeliveryEvent = (dependencies: Dependencies): FeedHandler => {
  const { store, pool, webhooks, progress, clock, logger, onEnqueued } = dependencies;

  const onAlert = async (event: StoredEvent): Promise<void> => {
    // Webhooks that are new are not told the past, and what was forgotten after a month is not told once more.
    if (!isRecent(event.metadata.occurredAt, clock.now().toISOString())) return;
    const message = alertMessage(event, (await store.load(event.stream)).events);
    if (message === undefined) return;
    await untilShown(progress, event);
    const { orgId, eventId } = event.metadata;
    const { type, kind, alertId, body } = message;
    const wanting = await webhooks.wanting(orgId, kind, type);
    const deliveries = wanting.map(({ webhookId }) => ({
      ...{ deliveryId: derivedId(webhookId, eventId), webhookId, orgId, type, alertId, body },
    }));
    await enqueueDeliveries(pool, deliveries, clock.now());
    onEnqueued();
  };

  const onRemoved = async (event: StoredEvent): Promise<void> => {
    const { data } = webhookCodec.decode(event);
    await wipeSecrets(pool, data.webhookId);
    await abandonDeliveries(pool, data.webhookId, 'The webhook was removed');
  };

  return reactTo(
    {
      AlertOpened: onAlert,
      AlertAcknowledged: onAlert,
      AlertSnoozed: onAlert,
      AlertSnoozeEnded: onAlert,
      AlertResolved: onAlert,
      WebhookRemoved: onRemoved,
    },
    logger,
  );
};
