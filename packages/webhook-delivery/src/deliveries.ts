import type { Pool } from 'pg';
import type { Sent } from './send-message.ts';

export type NewDelivery = Readonly<{
  /** Also its `webhook-id`. */
  deliveryId: string;
  webhookId: string;
  orgId: string;
  type: string;
  alertId: string | null;
  body: string;
}>;

export type DueDelivery = NewDelivery & Readonly<{ attempts: number; giveUpAt: Date }>;

const hourMs = 3_600_000;
/** So long it is tried. */
export const tryForMs = 72 * hourMs;

/** Waits after the first, second, … attempt; the last one again and again. */
const waitsMs = [5_000, 60_000, 300_000, 1_800_000, 2 * hourMs, 4 * hourMs, 6 * hourMs] as const;

/** When it is tried again after so many attempts; `undefined` when it is given up. */
export const nextAttemptAt = (attempts: number, now: Date, giveUpAt: Date): Date | undefined => {
  const wait = waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? waitsMs[0];
  const next = new Date(now.getTime() + wait);
  return next <= giveUpAt ? next : undefined;
};

/** Keeps messages before they are sent; one that is there already stays as it is. */
export const enqueueDeliveries = async (pool: Pool, deliveries: readonly NewDelivery[], now: Date): Promise<void> => {
  if (deliveries.length === 0) return;
  await pool.query(
    `insert into webhooks.deliveries
       (delivery_id, webhook_id, org_id, type, alert_id, body, created_at, next_attempt_at, give_up_at)
     select "deliveryId", "webhookId", "orgId", type, "alertId", body, $2, $2, $3
     from jsonb_to_recordset($1) d ("deliveryId" uuid, "webhookId" uuid, "orgId" uuid, type text, "alertId" uuid, body text)
     on conflict (delivery_id) do nothing`,
    [JSON.stringify(deliveries), now, new Date(now.getTime() + tryForMs)],
  );
};

/** When the next one is to be tried; `undefined` when nothing waits. */
export const nextDeliveryAt = async (pool: Pool): Promise<Date | undefined> => {
  const { rows } = await pool.query<{ at: Date | null }>({
    name: 'next-delivery',
    text: `select min(next_attempt_at) as at from webhooks.deliveries
           where state = 'pending' and (leased_until is null or leased_until < now())`,
  });
  return rows[0]?.at ?? undefined;
};

type Row = Readonly<{
  delivery_id: string;
  webhook_id: string;
  org_id: string;
  type: string;
  alert_id: string | null;
  body: string;
  attempts: number;
  give_up_at: Date;
}>;

/** Longer than an attempt can last. */
const leaseSeconds = 60;

/**
 * Takes due messages, those that wait longest first. Nobody else has them for a minute of real time: whoever dies with them in
 * hand leaves them to others then. So a message is sent at least once.
 */
export const takeDeliveries = async (pool: Pool, now: Date, limit: number): Promise<readonly DueDelivery[]> => {
  const { rows } = await pool.query<Row>({
    name: 'take-deliveries',
    text: `update webhooks.deliveries d set leased_until = now() + make_interval(secs => $3)
           from (
             select delivery_id from webhooks.deliveries
             where state = 'pending' and next_attempt_at <= $1 and (leased_until is null or leased_until < now())
             order by next_attempt_at limit $2 for update skip locked
           ) due
           where d.delivery_id = due.delivery_id
           returning d.delivery_id, d.webhook_id, d.org_id, d.type, d.alert_id, d.body, d.attempts, d.give_up_at`,
    values: [now, limit, leaseSeconds],
  });
  return rows.map((row) => ({
    ...{ deliveryId: row.delivery_id, webhookId: row.webhook_id, orgId: row.org_id, type: row.type },
    ...{ alertId: row.alert_id, body: row.body, attempts: row.attempts, giveUpAt: row.give_up_at },
  }));
};

/** What an attempt came to. Nothing of one that was delivered by another worker, or given up, meanwhile. */
export const settleDelivery = async (
  pool: Pool,
  { deliveryId, attempts, giveUpAt }: DueDelivery,
  { status, error, response }: Sent,
  now: Date,
): Promise<void> => {
  const isDelivered = error === null;
  // The receiver says that it does not want to hear of it any more.
  const isUnwanted = status === 410;
  const next = isDelivered || isUnwanted ? undefined : nextAttemptAt(attempts + 1, now, giveUpAt);
  await pool.query(
    `update webhooks.deliveries set state = $2, attempts = attempts + 1, next_attempt_at = $3, leased_until = null,
       last_attempt_at = $4, last_status = $5, last_error = $6, last_response = $7, delivered_at = $8
     where delivery_id = $1 and state = 'pending'`,
    [
      ...[deliveryId, isDelivered ? 'delivered' : next === undefined ? 'failed' : 'pending', next ?? null, now],
      ...[status, error, response, isDelivered ? now : null],
    ],
  );
};

/** Sends it once more, as if it were new; false when the organisation's webhook has no such message. */
export const replayDelivery = async (
  pool: Pool,
  { orgId, webhookId, deliveryId }: Pick<NewDelivery, 'orgId' | 'webhookId' | 'deliveryId'>,
  now: Date,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `update webhooks.deliveries set state = 'pending', attempts = 0, next_attempt_at = $4, give_up_at = $5,
       delivered_at = null
     where delivery_id = $1 and webhook_id = $2 and org_id = $3`,
    [deliveryId, webhookId, orgId, now, new Date(now.getTime() + tryForMs)],
  );
  return rowCount === 1;
};

/** Gives up what a webhook has not been told yet. */
export const abandonDeliveries = async (pool: Pool, webhookId: string, reason: string): Promise<void> => {
  await pool.query(
    `update webhooks.deliveries set state = 'failed', next_attempt_at = null, last_error = $2
     where webhook_id = $1 and state = 'pending'`,
    [webhookId, reason],
  );
};

const keptDays = 30;

/** Forgets what was settled a month ago. */
export const forgetDeliveries = async (pool: Pool, now: Date): Promise<void> => {
  await pool.query(`delete from webhooks.deliveries where state <> 'pending' and created_at < $1`, [
    new Date(now.getTime() - keptDays * 24 * hourMs),
  ]);
};
