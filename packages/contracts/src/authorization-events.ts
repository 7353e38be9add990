import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { authorizationId, connectionId, grantId, orgId } from './ids.ts';
import { currency } from './money.ts';
import { platform } from './vocabulary.ts';

/** An ad account that a grant can be used for. */
export const offeredAccount = z.object({
  /** As the platform writes it. */
  adAccountId: z.string().min(1),
  name: z.string(),
  currency,
  timeZone: z.string(),
  /** Google: the manager account through which access is held. */
  loginCustomerId: z.string().nullable(),
});
export type OfferedAccount = z.infer<typeof offeredAccount>;

/**
 * Facts about asking a person for access to a platform. Codes, states and tokens are in none of them: what is secret goes
 * to the sync-worker sealed, beside the log.
 */
const authorizationRequested = defineEvent(
  'AuthorizationRequested',
  z.object({
    authorizationId,
    orgId,
    /** Who asked, and is the only one to choose among the accounts. */
    userId: z.string().min(1),
    platform,
    /** Where the platform sends the person back to; the exchange has to repeat it to the letter. */
    redirectUri: z.string(),
    expiresAt: z.iso.datetime(),
  }),
);
/** The address of the platform's consent page is there. */
const authorizationPrepared = defineEvent('AuthorizationPrepared', z.object({ authorizationId }));
/** The person came back from the platform with consent. */
const authorizationAnswered = defineEvent('AuthorizationAnswered', z.object({ authorizationId }));
/** The code was exchanged; the tokens lie in the vault. */
const authorizationGranted = defineEvent(
  'AuthorizationGranted',
  z.object({
    authorizationId,
    grantId,
    scopes: z.array(z.string()),
    endsAt: z.iso.datetime().nullable(),
    accounts: z.array(offeredAccount),
  }),
);
const authorizationFailed = defineEvent(
  'AuthorizationFailed',
  z.object({ authorizationId, code: z.string().min(1), message: z.string() }),
);
const accountsChosen = defineEvent(
  'AccountsChosen',
  z.object({
    authorizationId,
    accounts: z.array(z.object({ connectionId, adAccountId: z.string().min(1), name: z.string() })).min(1),
  }),
);

const authorizationEvent = z.discriminatedUnion('type', [
  authorizationRequested,
  authorizationPrepared,
  authorizationAnswered,
  authorizationGranted,
  authorizationFailed,
  accountsChosen,
]);
export type AuthorizationEvent = z.infer<typeof authorizationEvent>;

export const authorizationCodec = eventCodec<AuthorizationEvent>(authorizationEvent, [
  'AuthorizationRequested',
  'AuthorizationPrepared',
  'AuthorizationAnswered',
  'AuthorizationGranted',
  'AuthorizationFailed',
  'AccountsChosen',
]);
