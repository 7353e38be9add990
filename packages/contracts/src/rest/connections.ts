import { z } from 'zod';
import { connectionState, connectionStatus, platform } from '../vocabulary.ts';
import { currency, idOf, instantOut, nextCursor, pageQuery, requiredText, success } from './fields.ts';

export const connectionsQuery = z.strictObject({ platform: platform.optional(), ...pageQuery });
export const connectionParams = z.strictObject({ connectionId: idOf('connection') });

/** An ad account connection. Its credentials are in no answer. */
export const connectionView = z
  .strictObject({
    connection_id: z.uuid(),
    platform,
    name: z.string(),
    ad_account_id: z.string(),
    currency,
    time_zone: z.string(),
    scopes: z.array(z.string()),
    status: connectionStatus,
    state: connectionState.meta({ description: 'Why it is suspended, or how long it will still work' }),
    status_reason: z.string().nullable(),
    expires_at: instantOut
      .nullable()
      .meta({ description: 'When a person has to grant access anew; `null` when there is no such time' }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'Connection' });
export type ConnectionView = z.infer<typeof connectionView>;

export const connectionAnswer = z
  .strictObject({ success, connection: connectionView })
  .meta({ id: 'ConnectionAnswer' });
export const connectionsAnswer = z
  .strictObject({ success, connections: z.array(connectionView), next_cursor: nextCursor })
  .meta({ id: 'ConnectionsAnswer' });

export const disconnectQuery = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({ description: 'Also when campaigns use it; they go on as they are, and cannot be reached any more' }),
});

export const authorizationParams = z.strictObject({ authorizationId: idOf('authorization') });

export const authorizationBody = z
  .strictObject({ platform })
  .meta({ id: 'RequestAuthorization', example: { platform: 'google' } });

const mostAccounts = 200;

export const chooseAccountsBody = z
  .strictObject({
    ad_account_ids: z
      .array(requiredText(200))
      .min(1, 'must name at least one ad account')
      .max(mostAccounts, `must name at most ${mostAccounts} ad accounts`)
      .refine((ids) => new Set(ids).size === ids.length, 'must name each ad account once'),
    names: z
      .record(z.string().max(200), requiredText(200))
      .default({})
      .meta({ description: 'Names of the connections by ad account; default: those on the platform' }),
  })
  .meta({ id: 'ChooseAccounts', example: { ad_account_ids: ['1112223333'], names: { '1112223333': 'Shop Europe' } } });

/** How far the asking for access is. */
export const authorizationView = z
  .strictObject({
    authorization_id: z.uuid(),
    platform,
    status: z.enum(['preparing', 'waiting', 'exchanging', 'choose_account', 'failed', 'done']),
    expires_at: instantOut.meta({ description: 'Until when the consent page must have been answered' }),
    failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    accounts: z
      .array(z.strictObject({ ad_account_id: z.string(), name: z.string(), currency, time_zone: z.string() }))
      .meta({ description: 'Ad accounts that can be chosen' }),
    connection_ids: z.array(z.uuid()).meta({ description: 'Connections made from it' }),
  })
  .meta({ id: 'Authorization' });
export type AuthorizationView = z.infer<typeof authorizationView>;

export const authorizationAnswer = z
  .strictObject({ success, authorization: authorizationView })
  .meta({ id: 'AuthorizationAnswer' });
export const requestedAuthorizationAnswer = z
  .strictObject({
    success,
    authorization: authorizationView,
    authorization_url: z
      .url()
      .meta({ description: 'Where the person consents; told in this answer and nowhere else, and good for one use' }),
  })
  .meta({ id: 'RequestedAuthorizationAnswer' });
export const chosenAccountsAnswer = z
  .strictObject({ success, connections: z.array(connectionView) })
  .meta({ id: 'ChosenAccountsAnswer' });
