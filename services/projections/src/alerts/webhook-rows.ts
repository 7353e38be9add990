import type { WebhookContent } from '@campaigns/contracts';
import type { Handlers } from '../statements/handlers.ts';
import { json, type SqlValue, statement } from '../statements/statement.ts';

/** A list travels as JSON; `null` stays `null`. */
const list = (parameter: string): string =>
  `(select array_agg(name) from jsonb_array_elements_text(${parameter}::jsonb) name)`;

const insertWebhook = statement(
  'webhook-insert',
  `insert into webhooks (webhook_id, revision, updated_at, url, description, kinds, types, enabled, org_id, created_by,
     created_at)
   values ($1, $2, $3, $4, $5, ${list('$6')}, ${list('$7')}, $8, $9, $10, $3)`,
);
const changeWebhook = statement(
  'webhook-change',
  `update webhooks set (revision, updated_at, url, description, kinds, types, enabled) =
     row ($2, $3, $4, $5, ${list('$6')}, ${list('$7')}, $8) where webhook_id = $1`,
);
const rotateSecret = statement(
  'webhook-rotate',
  'update webhooks set old_secret_until = $2, updated_at = $3, revision = $4 where webhook_id = $1',
);
const deleteWebhook = statement('webhook-delete', 'delete from webhooks where webhook_id = $1');

const names = (all: readonly string[] | null): SqlValue => (all === null ? '[]' : json(all));

const content = ({ url, description, kinds, types, enabled }: WebhookContent): readonly SqlValue[] => [
  ...[url, description, names(kinds), names(types), enabled],
];

/** One row per webhook; none for one that was removed. Secrets are not here. */
export const webhookRows: Handlers = {
  WebhookAdded: ({ data, revision, metadata: { actor } }) => [
    insertWebhook(data.webhookId, revision, data.at, ...content(data.content), data.orgId, actor.id),
  ],
  WebhookChanged: ({ data, revision }) => [changeWebhook(data.webhookId, revision, data.at, ...content(data.content))],
  WebhookSecretRotated: ({ data, revision }) => [rotateSecret(data.webhookId, data.overlapUntil, data.at, revision)],
  WebhookRemoved: ({ data }) => [deleteWebhook(data.webhookId)],
};
