import type { Clock } from '@campaigns/service-kit';
import {
  type DueDelivery,
  forgetDeliveries,
  nextDeliveryAt,
  openSecrets,
  type SendSettings,
  type Sent,
  sendMessage,
  settleDelivery,
  signedHeaders,
  takeDeliveries,
  type WebhookPrivateKey,
} from '@campaigns/webhook-delivery';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type DueLoop, dueLoop } from '../due-loop.ts';
import type { WebhookReads } from './webhook-reads.ts';

type Dependencies = Readonly<{
  pool: Pool;
  webhooks: WebhookReads;
  key: WebhookPrivateKey;
  settings: SendSettings;
  clock: Clock;
  logger: Logger;
}>;

/** So many messages of one process are on their way at once. */
const mostAtOnce = 32;
const forgetEveryMs = 3_600_000;

const notSent = (error: string): Sent => ({ status: null, error, response: null });

/** Sends messages whose time has come, signed; any number of workers share them. */
export const deliveryWorker = (dependencies: Dependencies): DueLoop => {
  const { pool, webhooks, key, settings, clock, logger } = dependencies;
  const underWay = new Set<Promise<void>>();
  let forgotAt = Number.NEGATIVE_INFINITY;

  const send = async ({ deliveryId, webhookId, orgId, body }: DueDelivery): Promise<Sent> => {
    const webhook = await webhooks.find(orgId, webhookId);
    if (webhook === undefined) return notSent('The webhook is not there any more');
    if (!webhook.enabled) return notSent('The webhook is disabled');
    const secrets = await openSecrets(pool, key, webhookId, clock.now());
    if (secrets.length === 0) return notSent('The webhook has no secret: rotate it');
    // Receivers compare it with their own clocks.
    const timestamp = Math.floor(Date.now() / 1_000);
    return sendMessage(webhook.url, body, signedHeaders({ id: deliveryId, timestamp, body }, secrets), settings);
  };

  const deliver = async (delivery: DueDelivery): Promise<void> => {
    try {
      const sent = await send(delivery);
      await settleDelivery(pool, delivery, sent, clock.now());
      const { deliveryId, webhookId, type, attempts } = delivery;
      const level = sent.error === null ? 'info' : 'warn';
      const outcome = { status: sent.status, error: sent.error };
      logger[level]({ deliveryId, webhookId, type, attempt: attempts + 1, ...outcome }, 'webhook attempt');
    } catch (error) {
      // It is taken again when its lease has ended.
      logger.error({ err: error, deliveryId: delivery.deliveryId }, 'webhook attempt not recorded');
    }
  };

  const forget = async (): Promise<void> => {
    if (clock.now().getTime() - forgotAt < forgetEveryMs) return;
    await forgetDeliveries(pool, clock.now());
    forgotAt = clock.now().getTime();
  };

  const loop = dueLoop({
    ...{ clock, logger, name: 'deliveries' },
    work: async () => {
      await forget();
      const free = mostAtOnce - underWay.size;
      if (free === 0) return undefined;
      for (const delivery of await takeDeliveries(pool, clock.now(), free)) {
        const delivering = deliver(delivery).finally(() => {
          underWay.delete(delivering);
          loop.ring();
        });
        underWay.add(delivering);
      }
      return nextDeliveryAt(pool);
    },
  });
  return {
    ring: loop.ring,
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay);
    },
  };
};
