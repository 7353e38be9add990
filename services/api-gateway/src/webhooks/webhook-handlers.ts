import {
  restPrefix,
  type WebhookBody,
  type WebhookContent,
  type WebhookEvent,
  type WebhookId,
  webhookId as webhookIdSchema,
} from '@campaigns/contracts';
import type { Webhook, WebhookCommand } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import {
  addressFault,
  enqueueDeliveries,
  makeSecret,
  replayDelivery,
  rotateSecret,
  type WebhookPublicKey,
} from '@campaigns/webhook-delivery';
import type { Pool } from 'pg';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import type { WebhookReads } from './webhook-reads.ts';

export type WebhookSettings = Readonly<{ publicKey?: WebhookPublicKey; isPrivateAllowed: boolean }>;

type Dependencies = Readonly<{
  webhooks: Deciding<Webhook, WebhookCommand, WebhookEvent>;
  reads: WebhookReads;
  back: ReadBack;
  /** May write the schema `webhooks`. */
  pool: Pool;
  settings: WebhookSettings;
}>;

type Ids =
  | 'listWebhooks'
  | 'createWebhook'
  | 'getWebhook'
  | 'updateWebhook'
  | 'removeWebhook'
  | 'rotateWebhookSecret'
  | 'testWebhook'
  | 'listWebhookDeliveries'
  | 'replayWebhookDelivery';

const mostWebhooks = 50;
/** So long messages are signed with the old secret, too. */
const overlapMs = 24 * 3_600_000;

const addressOf = (webhookId: string): string => `${restPrefix}/webhooks/${webhookId}`;

type Changing = Readonly<{ params: Readonly<{ webhookId: string }>; caller: Caller; command: CommandSeed }>;

export const webhookHandlers = (dependencies: Dependencies): HandlersFor<Ids> => {
  const { webhooks, reads, back, pool, settings } = dependencies;

  /** Throws 422 for an address that nothing is sent to. */
  const contentOf = ({ url, description, kinds, types, enabled }: WebhookBody): WebhookContent => {
    const fault = addressFault(url, settings.isPrivateAllowed);
    if (fault !== undefined) {
      throw new Problem('address-not-allowed', fault, { errors: [{ pointer: '#/url', detail: fault }] });
    }
    return { url, description, kinds, types, enabled };
  };

  const publicKey = (): WebhookPublicKey => {
    if (settings.publicKey !== undefined) return settings.publicKey;
    throw new Problem('delivery-not-configured', 'Webhooks cannot be signed: set WEBHOOK_PUBLIC_KEY');
  };

  const change = async ({ params, caller, command }: Changing, make: (webhookId: WebhookId) => WebhookCommand) => {
    const id = webhookIdSchema.parse(params.webhookId);
    const { position } = await webhooks.handle(
      `webhook-${id}`,
      (state) => {
        if (state.status !== 'present' || state.orgId !== caller.orgId) {
          throw new Problem('webhook-not-found', 'There is no such webhook');
        }
        return make(id);
      },
      command.context,
    );
    await back.untilReadable(position, addressOf(id));
  };

  const shown = async (orgId: string, webhookId: string) => ({
    success: true as const,
    webhook: await reads.show(orgId, webhookId),
  });

  return {
    listWebhooks: async ({ caller }) => ({
      status: 200,
      body: { success: true, webhooks: [...(await reads.list(caller.orgId))] },
    }),
    getWebhook: async ({ caller, params }) => ({ status: 200, body: await shown(caller.orgId, params.webhookId) }),

    createWebhook: async ({ caller: { orgId }, body, command }) => {
      const [content, key] = [contentOf(body), publicKey()];
      if ((await reads.list(orgId)).length >= mostWebhooks) {
        throw new Problem('too-many-webhooks', `An organisation has at most ${mostWebhooks} webhooks`);
      }
      const id = webhookIdSchema.parse(command.newId('webhook'));
      const { now } = command;
      // Before anybody can be told anything; who repeats the request gets a secret that works.
      const secret = await makeSecret(pool, key, id, new Date(now));
      const { position } = await webhooks.handle(
        `webhook-${id}`,
        () => ({ type: 'AddWebhook', data: { webhookId: id, orgId, content, now } }),
        command.context,
      );
      await back.untilReadable(position, addressOf(id));
      return { status: 201, headers: { Location: addressOf(id) }, body: { ...(await shown(orgId, id)), secret } };
    },
    updateWebhook: async (request) => {
      const content = contentOf(request.body);
      const { now } = request.command;
      await change(request, (webhookId) => ({ type: 'ChangeWebhook', data: { webhookId, content, now } }));
      return { status: 200, body: await shown(request.caller.orgId, request.params.webhookId) };
    },
    // Its secrets are wiped by the rules-engine, which hears of it and sends nothing more.
    removeWebhook: async (request) => {
      const { now } = request.command;
      await change(request, (webhookId) => ({ type: 'RemoveWebhook', data: { webhookId, now } }));
      return { status: 200, body: { success: true } };
    },
    rotateWebhookSecret: async (request) => {
      const { caller, params, command } = request;
      await reads.show(caller.orgId, params.webhookId);
      const key = publicKey();
      const now = new Date(command.now);
      const overlapUntil = new Date(now.getTime() + overlapMs);
      const secret = await rotateSecret(pool, key, params.webhookId, { now, overlapUntil });
      await change(request, (webhookId) => ({
        type: 'RotateSecret',
        data: { webhookId, overlapUntil: overlapUntil.toISOString(), now: command.now },
      }));
      return { status: 200, body: { ...(await shown(caller.orgId, params.webhookId)), secret } };
    },

    testWebhook: async ({ caller: { orgId }, params: { webhookId }, command }) => {
      await reads.show(orgId, webhookId);
      const [deliveryId, type] = [command.newId('delivery'), 'webhook.test'];
      const body = JSON.stringify({ type, timestamp: command.now, data: { webhook_id: webhookId } });
      const delivery = { deliveryId, webhookId, orgId, type, alertId: null, body };
      await enqueueDeliveries(pool, [delivery], new Date(command.now));
      return { status: 202, body: { success: true, delivery: await reads.delivery(orgId, webhookId, deliveryId) } };
    },
    listWebhookDeliveries: async ({ caller: { orgId }, params: { webhookId }, query }) => {
      await reads.show(orgId, webhookId);
      const { items, nextCursor } = await reads.deliveries(orgId, webhookId, query);
      return { status: 200, body: { success: true, deliveries: [...items], next_cursor: nextCursor } };
    },
    replayWebhookDelivery: async ({ caller: { orgId }, params, command }) => {
      const { webhookId, deliveryId } = params;
      await reads.show(orgId, webhookId);
      await replayDelivery(pool, { orgId, webhookId, deliveryId }, new Date(command.now));
      return { status: 202, body: { success: true, delivery: await reads.delivery(orgId, webhookId, deliveryId) } };
    },
  };
};
