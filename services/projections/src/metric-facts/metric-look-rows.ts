import type { Handlers } from '../statements/handlers.ts';
import { statement } from '../statements/statement.ts';

const insertLook = statement(
  'metric-looks-insert',
  `insert into metric_looks (event_id, operation_id, mapping_id, org_id, orchestration_id, platform, looked_at, succeeded,
     until, error)
   select $2, $3, p.mapping_id, p.org_id, p.orchestration_id, p.platform, $4, $5::date is not null, $5, $6
   from orchestration_platforms p where p.mapping_id = $1`,
);

/** Of what the sync-worker itself says, not the run that hears of it: the run may have been away meanwhile. */
export const metricLookRows: Handlers = {
  OperationSucceeded: ({ data: { result, mappingId, operationId }, metadata: { eventId, occurredAt } }) =>
    result.kind === 'fetch-metrics'
      ? [insertLook(mappingId, eventId, operationId, occurredAt, result.until, null)]
      : [],
  OperationFailed: ({ data: { kind, error, mappingId, operationId }, metadata: { eventId, occurredAt } }) =>
    kind === 'fetch-metrics' ? [insertLook(mappingId, eventId, operationId, occurredAt, null, error.message)] : [],
};
