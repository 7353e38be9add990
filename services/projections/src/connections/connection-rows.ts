import type { ConnectionState } from '@campaigns/contracts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const insertConnection = statement(
  'connection-insert',
  `insert into platform_connections (connection_id, org_id, platform, name, ad_account_id, currency, time_zone, scopes,
     status, state, created_at, updated_at, revision)
   values ($1, $2, $3, $4, $5, $6, $7, array(select jsonb_array_elements_text($8::jsonb)), 'active', 'active', $9, $9, $10)`,
);
const setStatus = statement(
  'connection-status',
  `update platform_connections set revision = $2, updated_at = $3, status = $4, state = $5, status_reason = $6
   where connection_id = $1`,
);
const setGrant = statement(
  'connection-grant',
  `update platform_connections set revision = $2, updated_at = $3, status = 'active', state = 'active', status_reason = null,
     scopes = array(select jsonb_array_elements_text($4::jsonb)), expires_at = $5
   where connection_id = $1`,
);

const setEnd = statement(
  'connection-end',
  `update platform_connections set revision = $2, updated_at = $3, state = 'expiring', expires_at = $4
   where connection_id = $1`,
);

const stateOf: Readonly<Record<Recorded<'ConnectionSuspended'>['data']['reason'], ConnectionState>> = {
  token_expired: 'expired',
  token_revoked: 'revoked',
  scope_missing: 'scope_missing',
  permission: 'suspended',
};

export const connectionRows: Handlers = {
  ConnectionRegistered: ({ data, revision, metadata }) => [
    insertConnection(
      ...[data.connectionId, data.orgId, data.platform, data.name, data.adAccountId, data.currency, data.timeZone],
      ...[json(data.scopes), metadata.occurredAt, revision],
    ),
  ],
  ConnectionSuspended: ({ data, revision, metadata }) => [
    setStatus(
      ...[data.connectionId, revision, metadata.occurredAt, 'suspended', stateOf[data.reason]],
      `${data.reason}: ${data.message}`,
    ),
  ],
  ConnectionRestored: ({ data, revision, metadata }) => [
    setStatus(data.connectionId, revision, metadata.occurredAt, 'active', 'active', null),
  ],
  ConnectionDisconnected: ({ data, revision, metadata }) => [
    setStatus(
      ...[data.connectionId, revision, metadata.occurredAt, 'suspended', 'revoked'],
      'disconnected: The organisation has given the access up',
    ),
  ],
  ConnectionExpiring: ({ data, revision, metadata }) => [
    setEnd(data.connectionId, revision, metadata.occurredAt, data.endsAt),
  ],
  ConnectionAuthorized: ({ data, revision, metadata }) => [
    setGrant(data.connectionId, revision, metadata.occurredAt, json(data.scopes), data.endsAt),
  ],
};
