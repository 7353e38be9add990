import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { connectionId, orgId } from './ids.ts';
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
  z.object({ connectionId, reason: z.enum(['token_expired', 'token_revoked', 'permission']), message: z.string() }),
);
const connectionRestored = defineEvent('ConnectionRestored', z.object({ connectionId }));

const connectionEvent = z.discriminatedUnion('type', [connectionRegistered, connectionSuspended, connectionRestored]);
export type ConnectionEvent = z.infer<typeof connectionEvent>;

export const connectionCodec = eventCodec<ConnectionEvent>(connectionEvent, [
  'ConnectionRegistered',
  'ConnectionSuspended',
  'ConnectionRestored',
]);
