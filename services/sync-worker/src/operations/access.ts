import type { GrantId, OperationError } from '@campaigns/contracts';
import type { Connection } from '@campaigns/domain';
import type { Connections } from '../connections/connections.ts';
import type { GrantKeeper } from '../grants/grant-keeper.ts';
import type { PlatformAdapters } from '../platforms/adapters.ts';
import type { AdAccount, PlatformAdapter } from '../platforms/platform-port.ts';
import { VaultError } from '../vault/cipher.ts';
import { type Credentials, credentialsOf } from '../vault/credentials.ts';
import type { Vault } from '../vault/vault.ts';
import type { Trigger } from './trigger.ts';

type Renew = () => Promise<Credentials | 'later' | undefined>;

export type Access =
  | Readonly<{
      granted: true;
      adapter: PlatformAdapter;
      account: AdAccount;
      credentials: Credentials;
      /** The platform gave them minutes ago: some of its servers may not know them yet. */
      isFresh: boolean;
      /** The grant that the credentials are of; missing when they are the connection's own. */
      grantId?: GrantId;
      /**
       * Newer credentials than these, which the platform has refused as run out: `undefined` when there are none, `later`
       * when they cannot be had for the moment.
       */
      renew: Renew;
    }>
  | Readonly<{ granted: false; error: OperationError }>;

const refused = (errorClass: OperationError['class'], code: string, message: string): Access => ({
  granted: false,
  error: { class: errorClass, code, message },
});

type Dependencies = Readonly<{
  adapters: PlatformAdapters;
  connections: Connections;
  vault: Vault;
  keeper: GrantKeeper;
}>;

type Existing = Exclude<Connection, { status: 'absent' }>;

type Opened = Readonly<{
  credentials: Credentials;
  renew: Renew;
  isFresh: boolean;
  missing: readonly string[];
}>;

/** Of the connection's grant; of a connection without one, its own, which nobody can renew. */
const kept = async (
  { connectionId, platform, grant }: Existing,
  { vault, keeper }: Dependencies,
): Promise<Opened | undefined> => {
  if (grant === undefined) {
    const credentials = await vault.get(connectionId);
    return credentials && { credentials, renew: async () => undefined, isFresh: false, missing: [] };
  }
  const { grantId, loginCustomerId } = grant;
  const granted = await keeper.current(grantId);
  if (granted === undefined) return undefined;
  const { tokens } = granted;
  return {
    credentials: credentialsOf(platform, tokens, loginCustomerId),
    isFresh: keeper.isFresh(granted),
    missing: keeper.missingScopes(granted),
    renew: async () => {
      const renewed = await keeper.renewed(grantId, tokens.accessToken);
      if (renewed === undefined || renewed === 'later') return renewed;
      return credentialsOf(platform, renewed.tokens, loginCustomerId);
    },
  };
};

const openedCredentials = async (
  connection: Existing,
  dependencies: Dependencies,
): Promise<Opened | 'unreadable' | undefined> => {
  try {
    return await kept(connection, dependencies);
  } catch (error) {
    if (error instanceof VaultError) return 'unreadable';
    throw error;
  }
};

/** Adapter, account and credentials of an operation, if its organisation has them. */
export const accessFor = async ({ context, cause }: Trigger, dependencies: Dependencies): Promise<Access> => {
  const { platform, connectionId, adAccountId } = context;
  const adapter = dependencies.adapters[platform];
  const connection = await dependencies.connections.load(connectionId);
  const isTheirs =
    connection.status !== 'absent' &&
    connection.orgId === cause.metadata.orgId &&
    connection.platform === platform &&
    connection.adAccountId === adAccountId;
  if (!isTheirs) {
    return refused('permission', 'no-credentials', `There is no ${platform} connection for ad account ${adAccountId}`);
  }
  const opened = await openedCredentials(connection, dependencies);
  if (opened === 'unreadable') {
    return refused(
      'permission',
      'credentials-unreadable',
      `The credentials of the ${platform} connection cannot be read`,
    );
  }
  if (opened === undefined || opened.credentials.platform !== platform) {
    return refused('permission', 'no-credentials', `The ${platform} connection has no credentials`);
  }
  const { credentials, renew, isFresh, missing } = opened;
  if (missing.length > 0) {
    const message = `The ${platform} connection was not granted ${missing.join(', ')}`;
    return refused('permission', 'scope-missing', message);
  }
  const { currency, timeZone, grant } = connection;
  return {
    ...{ granted: true, adapter, account: { adAccountId, currency, timeZone }, credentials, renew, isFresh },
    ...(grant === undefined ? {} : { grantId: grant.grantId }),
  };
};
