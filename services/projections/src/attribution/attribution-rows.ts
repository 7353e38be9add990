import type { ImportedTouchpoint } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

/** What was imported before stays as it is, whatever is imported under its id. */
const insertTouchpoints = statement(
  'attribution-insert',
  `insert into attribution_touchpoints (touchpoint_id, org_id, customer_key, kind, occurred_at, platform, orchestration_id,
     value, currency, event_id, imported_at)
   select t.touchpoint_id, $1, t.customer_key, t.kind, t.occurred_at, t.platform, t.orchestration_id, t.value, t.currency, $2,
     $3
   from jsonb_to_recordset($4) t (touchpoint_id uuid, customer_key uuid, kind text, occurred_at timestamptz, platform text,
     orchestration_id uuid, value numeric, currency text)
   on conflict (touchpoint_id) do nothing`,
);

const columns = (one: ImportedTouchpoint) => ({
  ...{ touchpoint_id: one.touchpointId, customer_key: one.customerKey, kind: one.kind, occurred_at: one.occurredAt },
  ...(one.kind === 'touch'
    ? { platform: one.platform, orchestration_id: one.orchestrationId }
    : { value: decimal(one.value.micros), currency: one.value.currency }),
});

export const attributionRows: Handlers = {
  TouchpointsImported: ({ data: { orgId, touchpoints }, metadata: { eventId, occurredAt } }) => [
    insertTouchpoints(orgId, eventId, occurredAt, json(touchpoints.map(columns))),
  ],
};
