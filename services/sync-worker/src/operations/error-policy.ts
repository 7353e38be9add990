import { type ErrorClass, isCreation, type OperationKind } from '@campaigns/contracts';

/** Why a connection is taken out of use. */
export type SuspensionReason = 'token_expired' | 'token_revoked' | 'permission' | 'scope_missing';

/**
 * What happens next after an error:
 * - `wait`: comes again when the platform allows it; never counts as an attempt
 * - `retry`: comes again after a backoff; counts
 * - `look`: what was to be created may exist: search for its tag before anything else
 * - `succeed`: what was asked for is already so
 * - `fail`: over; with `suspend`, the connection is taken out of use as well
 */
export type Reaction = Readonly<
  { do: 'wait' | 'retry' | 'look' | 'succeed' } | { do: 'fail'; suspend?: SuspensionReason }
>;

const fail: Reaction = { do: 'fail' };
const retry: Reaction = { do: 'retry' };
const look: Reaction = { do: 'look' };

type Row = Readonly<{ create: Reaction; remove: Reaction; other: Reaction }>;
const always = (reaction: Reaction): Row => ({ create: reaction, remove: reaction, other: reaction });

/** The one place that decides. Only creating is not idempotent; removing what is gone has succeeded. */
const reactions: Readonly<Record<ErrorClass, Row>> = {
  'token-expired': always({ do: 'fail', suspend: 'token_expired' }),
  'token-revoked': always({ do: 'fail', suspend: 'token_revoked' }),
  permission: always({ do: 'fail', suspend: 'permission' }),
  'rate-limit': always({ do: 'wait' }),
  validation: always(fail),
  'not-found': { create: fail, remove: { do: 'succeed' }, other: fail },
  duplicate: { create: look, remove: fail, other: fail },
  conflict: always(retry),
  transient: always(retry),
  'unknown-outcome': { create: look, remove: retry, other: retry },
  version: always(fail),
};

export const reactionTo = (errorClass: ErrorClass, kind: OperationKind): Reaction => {
  const row = reactions[errorClass];
  if (isCreation(kind)) return row.create;
  return kind === 'remove-campaign' ? row.remove : row.other;
};
