import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const insertConnection = statement(
  'connection-insert',
  `insert into platform_connections (connection_id, org_id, platform, name, ad_account_id, currency, time_zone, scopes,
     status, created_at, updated_at, revision)
   values ($1, $2, $3, $4, $5, $6, $7, array(select jsonb_array_elements_text($8::jsonb)), 'active', $9, $9, $10)`,
);
const setStatus = statement(
  'connection-status',
  `update platform_connections set revision = $2, updated_at = $3, status = $4, status_reason = $5
   where connection_id = $1`,
);

export const connectionRows: Handlers = {
  ConnectionRegistered: ({ data, revision, metadata }) => [
    insertConnection(
      ...[data.connectionId, data.orgId, data.platform, data.name, data.adAccountId, data.currency, data.timeZone],
      ...[json(data.scopes), metadata.occurredAt, revision],
    ),
  ],
  ConnectionSuspended: ({ data, revision, metadata }) => [
    setStatus(data.connectionId, revision, metadata.occurredAt, 'suspended', `${data.reason}: ${data.message}`),
  ],
  ConnectionRestored: ({ data, revision, metadata }) => [
    setStatus(data.connectionId, revision, metadata.occurredAt, 'active', null),
  ],
};
