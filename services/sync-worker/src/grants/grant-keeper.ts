import { connectionId as connectionIdSchema, grantId as grantIdSchema, type OrgId } from '@campaigns/contracts';
import { type CommandContext, derivedId } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import type { Connections } from '../connections/connections.ts';
import type { SuspensionReason } from '../operations/error-policy.ts';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import type { PlatformOAuths } from '../platforms/oauths.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { GrantTokens, Secret } from '../vault/credentials.ts';
import type { EndingGrant, Grant, Grants } from '../vault/grants.ts';

type Dependencies = Readonly<{
  grants: Grants;
  oauths: PlatformOAuths;
  connections: Connections;
  logger: Logger;
  /** The wall clock: tokens end by it, whatever business time does. */
  now: () => Date;
}>;

/** Keeps what people have granted usable for as long as the platforms let it. */
export type GrantKeeper = Readonly<{
  /** The grant, with an access token that is not about to end, if the platform gives one. */
  current: (grantId: string) => Promise<Grant | undefined>;
  /** A newer access token than one that was refused: `undefined` when only a person can help, `later` when time can. */
  renewed: (grantId: string, refused: Secret) => Promise<Grant | 'later' | undefined>;
  /** Whether its tokens were given so lately that not all of a platform's servers need have heard of them. */
  isFresh: (grant: Grant) => boolean;
  /** Which of the scopes that campaigns need a grant does not have. */
  missingScopes: (grant: Grant) => readonly string[];
  /** Renews what is due, warns of what ends within a week, and takes out of use what has ended. */
  sweep: () => Promise<void>;
}>;

/** So long before its end a person is told that access has to be granted anew. */
const warningMs = 7 * 24 * 3_600_000;

/** LinkedIn takes up to half a minute to know a token everywhere; with room for our own way to the first call. */
const freshMs = 3 * 60_000;

/** The grant as it is afterwards, and whether another try may bring more. */
type Renewal = Readonly<{ grant: Grant | undefined; isPostponed: boolean }>;

type Renewable = Readonly<{ renew: NonNullable<PlatformOAuth['renew']>; refreshToken: Secret }>;

/** Only a person can help. */
const isOver = (error: PlatformError): boolean => error.class === 'token-revoked' || error.class === 'token-expired';

/** A platform that leaves something out of its answer means that it has not changed. */
const completed = (renewed: GrantTokens, { tokens, endsAt }: Grant): GrantTokens => ({
  ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
  ...(endsAt === null ? {} : { refreshEndsAt: endsAt }),
  ...renewed,
  scopes: renewed.scopes.length === 0 ? tokens.scopes : renewed.scopes,
});

export const grantKeeper = ({ grants, oauths, connections, logger, now }: Dependencies): GrantKeeper => {
  const contextFor = (orgId: OrgId, ...purpose: readonly string[]): CommandContext => {
    const commandId = derivedId('grant', ...purpose);
    return {
      ...{ commandId, orgId, correlationId: commandId, causationId: commandId },
      actor: { kind: 'service', id: 'sync-worker' },
      occurredAt: now().toISOString(),
    };
  };

  const forConnections = async (grantId: string, act: (id: string) => Promise<void>): Promise<void> => {
    for (const connectionId of await grants.connectionsOf(grantId)) await act(connectionId);
  };

  const suspend = (
    { grantId, orgId }: Pick<Grant, 'grantId' | 'orgId'>,
    reason: SuspensionReason,
    message: string,
  ): Promise<void> =>
    forConnections(grantId, (id) =>
      connections.suspend(
        { connectionId: connectionIdSchema.parse(id), reason, message, grantId: grantIdSchema.parse(grantId) },
        contextFor(orgId, grantId, id, reason),
      ),
    );

  const missingScopes = ({ platform, tokens }: Grant): readonly string[] =>
    (oauths[platform]?.requiredScopes ?? []).filter((scope) => !tokens.scopes.includes(scope));

  const renewalOf = ({ platform, tokens }: Grant): Renewable | undefined => {
    const renew = oauths[platform]?.renew;
    const { refreshToken } = tokens;
    return renew === undefined || refreshToken === undefined ? undefined : { renew, refreshToken };
  };

  /** Renews a grant if it still has to be when its turn has come. Throws `PlatformError`. */
  const renewIf = async (grantId: string, isDue: (grant: Grant) => boolean): Promise<Grant | undefined> => {
    let isRenewed = false;
    const grant = await grants.renew(grantId, async (kept) => {
      const renewal = renewalOf(kept);
      if (renewal === undefined || !isDue(kept)) return undefined;
      isRenewed = true;
      return completed(await renewal.renew(renewal.refreshToken), kept);
    });
    if (grant === undefined || !isRenewed) return grant;
    logger.info({ grantId, platform: grant.platform }, 'access token renewed');
    const missing = missingScopes(grant);
    if (missing.length > 0) await suspend(grant, 'scope_missing', `No longer granted: ${missing.join(', ')}`);
    return grant;
  };

  /** What a failed renewal means: the end of the grant, or another try later. */
  const settleFailure = async (grantId: string, error: unknown): Promise<Renewal> => {
    if (!(error instanceof PlatformError)) throw error;
    // Until it ends, the token of before may do.
    const grant = await grants.get(grantId);
    logger.warn({ grantId, platform: grant?.platform, code: error.code }, 'access token could not be renewed');
    if (grant === undefined || !isOver(error)) return { grant, isPostponed: true };
    await suspend(grant, 'token_revoked', 'The platform does not prolong the access any more: grant it anew');
    await grants.giveUp(grantId);
    return { grant, isPostponed: false };
  };

  const isDueNow = ({ renewAt }: Grant): boolean => renewAt !== null && renewAt <= now();

  const inHand = new Map<string, Promise<Renewal>>();

  /** Whoever comes while a grant is renewed here waits for that, and does not hold a database connection of his own. */
  const alone = (grantId: string, renew: () => Promise<Renewal>): Promise<Renewal> => {
    const running = inHand.get(grantId) ?? renew().finally(() => inHand.delete(grantId));
    inHand.set(grantId, running);
    return running;
  };

  const renewWhen = (grantId: string, isDue: (grant: Grant) => boolean): Promise<Renewal> =>
    alone(grantId, async () => {
      try {
        const grant = await renewIf(grantId, isDue);
        // Without the product's client at the platform nobody can renew: a fault of ours, not of the connection.
        return { grant, isPostponed: grant !== undefined && oauths[grant.platform] === undefined };
      } catch (error) {
        return settleFailure(grantId, error);
      }
    });

  /** What goes wrong with one grant, or with one stage of a sweep, is no reason to leave the others out. */
  const sweepPart = async (part: Readonly<{ stage: string; grantId?: string }>, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      // Only what kind of error it is: its message could quote a token.
      const { name, code } = error as Readonly<{ name?: string; code?: string }>;
      logger.warn({ ...part, error: name, code }, 'grants were not all swept');
    }
  };

  const warnOfEnd = async ({ grantId, orgId, endsAt: at }: EndingGrant): Promise<void> => {
    const endsAt = at.toISOString();
    await forConnections(grantId, (id) =>
      connections.warnOfEnd(
        { connectionId: connectionIdSchema.parse(id), endsAt, grantId: grantIdSchema.parse(grantId) },
        contextFor(orgId, grantId, id, endsAt),
      ),
    );
    await grants.markTold(grantId, 'ending');
  };

  const takeOutOfUse = async (ended: EndingGrant): Promise<void> => {
    await suspend(ended, 'token_expired', 'The access has ended: grant it anew');
    await grants.markTold(ended.grantId, 'ended');
  };

  return {
    missingScopes,
    isFresh: ({ givenAt }) => now().getTime() - givenAt.getTime() < freshMs,
    current: async (grantId) => {
      const grant = await grants.get(grantId);
      return grant !== undefined && isDueNow(grant) ? (await renewWhen(grantId, isDueNow)).grant : grant;
    },
    renewed: async (grantId, refused) => {
      const isRefused = ({ tokens }: Grant): boolean => tokens.accessToken.reveal() === refused.reveal();
      const { grant, isPostponed } = await renewWhen(grantId, isRefused);
      if (grant !== undefined && !isRefused(grant)) return grant;
      return isPostponed ? 'later' : undefined;
    },
    sweep: async () => {
      await sweepPart({ stage: 'renew' }, async () => {
        for (const grantId of await grants.due(now())) {
          await sweepPart({ stage: 'renew', grantId }, async () => void (await renewWhen(grantId, isDueNow)));
        }
      });
      await sweepPart({ stage: 'warn' }, async () => {
        for (const ending of await grants.ending(new Date(now().getTime() + warningMs), 'ending')) {
          await sweepPart({ stage: 'warn', grantId: ending.grantId }, () => warnOfEnd(ending));
        }
      });
      await sweepPart({ stage: 'end' }, async () => {
        for (const ended of await grants.ending(now(), 'ended')) {
          await sweepPart({ stage: 'end', grantId: ended.grantId }, () => takeOutOfUse(ended));
        }
      });
      await sweepPart({ stage: 'forget' }, grants.forgetUnused);
    },
  };
};
