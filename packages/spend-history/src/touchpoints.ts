import type { Platform } from '@campaigns/contracts';
import type { Touchpoint } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';

/** Days in UTC and the window around them. */
export type TouchpointPeriod = Readonly<{ from: string; to: string; lookbackDays: number }>;

const touchpointsSql = `select t.touchpoint_id::text as id, t.customer_key::text as customer, t.kind, t.platform, t.currency,
    (extract(epoch from t.occurred_at) * 1000)::bigint::text as at, (t.value * 1000000)::bigint::text as micros,
    t.orchestration_id::text as orchestration
  from read.attribution_touchpoints t
  where t.occurred_at >= ($1::date - $3::int)::timestamp at time zone 'UTC'
    and t.occurred_at < ($2::date + 1 + $3::int)::timestamp at time zone 'UTC'
    and (t.kind = 'conversion' or t.occurred_at < ($2::date + 1)::timestamp at time zone 'UTC')
  limit $4::int`;

type TouchpointRow = Readonly<{ id: string; customer: string; at: string }> &
  (
    | Readonly<{ kind: 'touch'; platform: Platform; orchestration: string | null }>
    | Readonly<{ kind: 'conversion'; micros: string; currency: string }>
  );

const touchpointOf = (row: TouchpointRow): Touchpoint => {
  const common = { id: row.id, customer: row.customer, atMs: Number(row.at) };
  return row.kind === 'touch'
    ? { kind: 'touch', ...common, platform: row.platform, orchestrationId: row.orchestration }
    : { kind: 'conversion', ...common, value: { micros: Number(row.micros), currency: row.currency } };
};

/**
 * Touchpoints of a period and of the window before it, and conversions of the window after it; `undefined` when there are
 * more than `most`.
 */
export const touchpointsOf =
  (read: Read) =>
  async (
    orgId: string,
    { from, to, lookbackDays }: TouchpointPeriod,
    most: number,
  ): Promise<readonly Touchpoint[] | undefined> => {
    const values = [from, to, `${lookbackDays}`, `${most + 1}`];
    const rows = await read<TouchpointRow>(orgId, { name: 'attribution-touchpoints', text: touchpointsSql, values });
    return rows.length > most ? undefined : rows.map(touchpointOf);
  };
