import { z } from 'zod';
import { alertKind } from './alert-events.ts';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { orgId, webhookId } from './ids.ts';

const at = z.iso.datetime();

/** What is told to a webhook. */
export const webhookMessageType = z.enum([
  'alert.opened',
  'alert.acknowledged',
  'alert.snoozed',
  'alert.snooze_ended',
  'alert.resolved',
]);
export type WebhookMessageType = z.infer<typeof webhookMessageType>;

/** Where it is told, and what. Its secret lies in no event. */
export const webhookContent = z
  .object({
    url: z.string(),
    description: z.string().nullable(),
    /** `null`: of every kind, also of those that are still to come. */
    kinds: z.array(alertKind).min(1).nullable(),
    types: z.array(webhookMessageType).min(1).nullable(),
    enabled: z.boolean(),
  })
  .readonly();
export type WebhookContent = z.infer<typeof webhookContent>;

const webhookAdded = defineEvent('WebhookAdded', z.object({ webhookId, orgId, content: webhookContent, at }));
const webhookChanged = defineEvent('WebhookChanged', z.object({ webhookId, content: webhookContent, at }));
const webhookRemoved = defineEvent('WebhookRemoved', z.object({ webhookId, at }));
/** Until then messages are signed with the old secret, too. */
const webhookSecretRotated = defineEvent('WebhookSecretRotated', z.object({ webhookId, overlapUntil: at, at }));

const webhookEvent = z.discriminatedUnion('type', [webhookAdded, webhookChanged, webhookRemoved, webhookSecretRotated]);
export type WebhookEvent = z.infer<typeof webhookEvent>;

/** Stream `webhook-{id}`. */
export const webhookCodec = eventCodec<WebhookEvent>(webhookEvent, [
  'WebhookAdded',
  'WebhookChanged',
  'WebhookRemoved',
  'WebhookSecretRotated',
]);
