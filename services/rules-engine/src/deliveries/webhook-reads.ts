import type { Read } from '@campaigns/read-access';

export type ShownWebhook = Readonly<{ webhookId: string; url: string; enabled: boolean }>;

export type WebhookReads = Readonly<{
  /** Enabled webhooks of an organisation that want to be told this. */
  wanting: (orgId: string, kind: string, type: string) => Promise<readonly ShownWebhook[]>;
  find: (orgId: string, webhookId: string) => Promise<ShownWebhook | undefined>;
}>;

const shown = `json_build_object('webhookId', w.webhook_id, 'url', w.url, 'enabled', w.enabled) as webhook`;

type Row = Readonly<{ webhook: ShownWebhook }>;

export const webhookReads = (read: Read): WebhookReads => ({
  wanting: async (orgId, kind, type) => {
    const rows = await read<Row>(orgId, {
      name: 'webhooks-wanting',
      text: `select ${shown} from read.webhooks w
             where w.enabled and (w.kinds is null or $1 = any(w.kinds)) and (w.types is null or $2 = any(w.types))
             order by w.webhook_id`,
      values: [kind, type],
    });
    return rows.map(({ webhook }) => webhook);
  },
  find: async (orgId, webhookId) => {
    const [row] = await read<Row>(orgId, {
      name: 'webhook-to-tell',
      text: `select ${shown} from read.webhooks w where w.webhook_id = $1::uuid`,
      values: [webhookId],
    });
    return row?.webhook;
  },
});
