import { type Handlers, statement } from '../statement.ts';

const setStatus =
  'update platform_connections set status = $2, status_reason = $3, updated_at = $4, revision = $5 where connection_id = $1';

export const connectionHandlers: Handlers = {
  ConnectionRegistered: ({ data, metadata, revision }) => [
    statement(
      `insert into platform_connections (connection_id, org_id, platform, name, ad_account_id, currency, time_zone, scopes,
         status, created_at, updated_at, revision)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $9, $10)`,
      [
        data.connectionId,
        data.orgId,
        data.platform,
        data.name,
        data.adAccountId,
        data.currency,
        data.timeZone,
        data.scopes,
        metadata.occurredAt,
        `${revision}`,
      ],
    ),
  ],
  ConnectionSuspended: ({ data, metadata, revision }) => [
    statement(setStatus, [
      data.connectionId,
      'suspended',
      `${data.reason}: ${data.message}`,
      metadata.occurredAt,
      `${revision}`,
    ]),
  ],
  ConnectionRestored: ({ data, metadata, revision }) => [
    statement(setStatus, [data.connectionId, 'active', null, metadata.occurredAt, `${revision}`]),
  ],
};
