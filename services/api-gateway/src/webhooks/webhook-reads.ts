import type { DeliveriesQuery, WebhookDeliveryView, WebhookView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { Problem } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { instants, plain } from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';

const columns = `${plain('w', 'webhook_id url description kinds types enabled')}, ${instants(
  'w',
  'old_secret_until created_at updated_at',
)}`;

const deliveryColumns = `${plain(
  'd',
  'delivery_id type state alert_id attempts last_status last_error last_response',
)}, ${instants('d', 'created_at next_attempt_at delivered_at last_attempt_at')}`;

export type WebhookReads = Readonly<{
  list: (orgId: string) => Promise<readonly WebhookView[]>;
  /** Throws 404. */
  show: (orgId: string, webhookId: string) => Promise<WebhookView>;
  deliveries: (orgId: string, webhookId: string, query: DeliveriesQuery) => Promise<Page<WebhookDeliveryView>>;
  /** Throws 404. */
  delivery: (orgId: string, webhookId: string, deliveryId: string) => Promise<WebhookDeliveryView>;
}>;

const rowsOf = (where: string): string =>
  `select row_to_json(v) as webhook from (
     select ${columns} from read.webhooks w where ${where} order by w.created_at, w.webhook_id) v`;

/** Deliveries are not in the read tables, so their queries name the organisation themselves. */
export const webhookReads = ({ read, pool }: Readonly<{ read: Read; pool: Pool }>): WebhookReads => ({
  list: async (orgId) => {
    const rows = await read<{ webhook: WebhookView }>(orgId, { name: 'webhooks', text: rowsOf('true'), values: [] });
    return rows.map(({ webhook }) => webhook);
  },
  show: async (orgId, webhookId) => {
    const rows = await read<{ webhook: WebhookView }>(orgId, {
      ...{ name: 'webhook', text: rowsOf('w.webhook_id = $1::uuid'), values: [webhookId] },
    });
    return onlyRow(rows, 'webhook-not-found').webhook;
  },
  deliveries: async (orgId, webhookId, { state, cursor, limit }) => {
    const list = {
      ...{ from: 'webhooks.deliveries d', columns: deliveryColumns, id: 'd.delivery_id', sortColumn: 'd.created_at' },
      sorting: { sort: 'created_at', order: 'desc', form: 'instant' } as const,
      conditions: [
        { sql: 'd.org_id = ?::uuid', value: orgId },
        { sql: 'd.webhook_id = ?::uuid', value: webhookId },
        state === undefined ? undefined : { sql: 'd.state = ?', value: state },
      ],
      ...{ cursor, limit },
    };
    return pageOf((await pool.query<PageRow<WebhookDeliveryView>>(pagedQuery(list))).rows, list);
  },
  delivery: async (orgId, webhookId, deliveryId) => {
    const { rows } = await pool.query<{ delivery: WebhookDeliveryView }>(
      `select row_to_json(v) as delivery from (select ${deliveryColumns} from webhooks.deliveries d
       where d.org_id = $1 and d.webhook_id = $2 and d.delivery_id = $3) v`,
      [orgId, webhookId, deliveryId],
    );
    const [row] = rows;
    if (row === undefined) throw new Problem('delivery-not-found', 'There is no such delivery');
    return row.delivery;
  },
});
