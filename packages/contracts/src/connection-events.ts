import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { connectionId, grantId, orgId } from './ids.ts';
import { currency } from './money.ts';
import { platform } from './vocabulary.ts';

/** Facts about an ad account connection. Its credentials lie in the sync-worker's vault, never here. */
const connectionRegistered = defineEvent(
  'ConnectionRegistered',
  z.object({
    connectionId,
    orgId,
    platform,
    name: z.string(),
    adAccountId: z.string().min(1),
    currency,
    timeZone: z.string(),
    scopes: z.array(z.string()),
  }),
);
/** The platform refuses the credentials, or the account may not be used. */
const connectionSuspended = defineEvent(
  'ConnectionSuspended',
  z.object({
    connectionId,
    reason: z.enum(['token_expired', 'token_revoked', 'permission', 'scope_missing']),
    message: z.string(),
  }),
);
/** A person has granted access, for the first time or anew: from here on the connection works with this grant. */
const connectionAuthorized = defineEvent(
  'ConnectionAuthorized',
  z.object({
    connectionId,
    grantId,
    scopes: z.array(z.string()),
    /** Until when it works without a person; `null` for as long as nobody takes it away. */
    endsAt: z.iso.datetime().nullable(),
    /** Google: the manager account through which access is held. */
    loginCustomerId: z.string().nullable(),
  }),
);
/** A person has to grant access anew before then: the platform will not let it be prolonged. */
const connectionExpiring = defineEvent('ConnectionExpiring', z.object({ connectionId, endsAt: z.iso.datetime() }));
const connectionRestored = defineEvent('ConnectionRestored', z.object({ connectionId }));

/** The organisation has given the access up: its secrets are wiped, and the platform is told. */
const connectionDisconnected = defineEvent('ConnectionDisconnected', z.object({ connectionId }));

const connectionEvent = z.discriminatedUnion('type', [
  connectionRegistered,
  connectionSuspended,
  connectionRestored,
  connectionAuthorized,
  connectionExpiring,
  connectionDisconnected,
]);
export type ConnectionEvent = z.infer<typeof connectionEvent>;

export const connectionCodec = eventCodec<ConnectionEvent>(connectionEvent, [
  'ConnectionRegistered',
  'ConnectionSuspended',
  'ConnectionRestored',
  'ConnectionAuthorized',
  'ConnectionExpiring',
  'ConnectionDisconnected',
]);
