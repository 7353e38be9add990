import type { OperationError } from '@campaigns/contracts';
import type { Connections } from '../connections/connections.ts';
import type { PlatformAdapters } from '../platforms/adapters.ts';
import type { AdAccount, PlatformAdapter } from '../platforms/platform-port.ts';
import { VaultError } from '../vault/cipher.ts';
import type { Credentials } from '../vault/credentials.ts';
import type { Vault } from '../vault/vault.ts';
import type { Trigger } from './trigger.ts';

export type Access =
  | Readonly<{ granted: true; adapter: PlatformAdapter; account: AdAccount; credentials: Credentials }>
  | Readonly<{ granted: false; error: OperationError }>;

const refused = (errorClass: OperationError['class'], code: string, message: string): Access => ({
  granted: false,
  error: { class: errorClass, code, message },
});

type Dependencies = Readonly<{ adapters: PlatformAdapters; connections: Connections; vault: Vault }>;

const openedCredentials = async (
  vault: Vault,
  connectionId: string,
): Promise<Credentials | 'unreadable' | undefined> => {
  try {
    return await vault.get(connectionId);
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
  const credentials = await openedCredentials(dependencies.vault, connectionId);
  if (credentials === 'unreadable') {
    return refused(
      'permission',
      'credentials-unreadable',
      `The credentials of the ${platform} connection cannot be read`,
    );
  }
  if (credentials === undefined || credentials.platform !== platform) {
    return refused('permission', 'no-credentials', `The ${platform} connection has no credentials`);
  }
  const { currency, timeZone } = connection;
  return { granted: true, adapter, account: { adAccountId, currency, timeZone }, credentials };
};
