import { z } from 'zod';
import { alertKind } from '../alert-events.ts';
import { webhookMessageType } from '../webhook-events.ts';
import { idOf, instantOut, nextCursor, pageQuery, requiredText, success } from './fields.ts';

export const webhookParams = z.strictObject({ webhookId: idOf('webhook') });
export const deliveryParams = z.strictObject({ webhookId: idOf('webhook'), deliveryId: idOf('delivery') });

const content = {
  url: z.url({ error: 'expected an address such as "https://hooks.example.com/alerts"' }).max(2_000).meta({
    description: 'HTTPS; no user name, no redirects, and no address of a private network',
    example: 'https://hooks.example.com/alerts',
  }),
  description: requiredText(200).nullable().default(null),
  kinds: z
    .array(alertKind)
    .min(1)
    .nullable()
    .default(null)
    .meta({ description: 'Of which alerts it is told; `null`: of all' }),
  types: z
    .array(webhookMessageType)
    .min(1)
    .nullable()
    .default(null)
    .meta({ description: 'What of them it is told; `null`: everything' }),
  enabled: z.boolean().default(true),
};

export const webhookBody = z.strictObject(content).meta({ id: 'SetWebhook' });
export type WebhookBody = z.output<typeof webhookBody>;

const webhookView = z
  .strictObject({
    webhook_id: z.uuid(),
    url: z.string(),
    description: z.string().nullable(),
    kinds: z.array(alertKind).nullable(),
    types: z.array(webhookMessageType).nullable(),
    enabled: z.boolean(),
    old_secret_until: instantOut.nullable().meta({ description: 'Until then messages are signed with both secrets' }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.output<typeof webhookView>;

const secret = z.string().meta({
  description: 'What messages are signed with, by Standard Webhooks 1.0. It is told now and never again',
  example: 'whsec_…',
});

export const webhooksAnswer = z.strictObject({ success, webhooks: z.array(webhookView) });
export const webhookAnswer = z.strictObject({ success, webhook: webhookView });
export const webhookWithSecretAnswer = z.strictObject({ success, webhook: webhookView, secret });
export const removedWebhookAnswer = z.strictObject({ success });

export const deliveryState = z.enum(['pending', 'delivered', 'failed']);

export const deliveriesQuery = z.strictObject({ state: deliveryState.optional(), ...pageQuery });
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

const deliveryView = z
  .strictObject({
    delivery_id: z.uuid().meta({ description: 'Also its `webhook-id`, the same at every attempt' }),
    type: z.string(),
    state: deliveryState.meta({ description: '`failed`: it was given up; it can be replayed' }),
    alert_id: z.uuid().nullable(),
    created_at: instantOut,
    attempts: z.int().min(0),
    next_attempt_at: instantOut.nullable(),
    delivered_at: instantOut.nullable(),
    last_attempt_at: instantOut.nullable(),
    last_status: z.int().nullable().meta({ description: 'HTTP status of the last answer; `null` without an answer' }),
    last_error: z.string().nullable(),
    last_response: z.string().nullable().meta({ description: 'The first 500 bytes of the last answer' }),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryView = z.output<typeof deliveryView>;

export const deliveriesAnswer = z.strictObject({
  success,
  deliveries: z.array(deliveryView),
  next_cursor: nextCursor,
});
export const deliveryAnswer = z.strictObject({ success, delivery: deliveryView });
