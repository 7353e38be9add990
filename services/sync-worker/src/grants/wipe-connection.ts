import type { Logger } from 'pino';
import type { Connections } from '../connections/connections.ts';
import type { PlatformOAuths } from '../platforms/oauths.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import type { Grant, Grants } from '../vault/grants.ts';
import type { Vault } from '../vault/vault.ts';

type Dependencies = Readonly<{
  connections: Pick<Connections, 'load'>;
  grants: Grants;
  vault: Vault;
  oauths: PlatformOAuths;
  logger: Logger;
}>;

/**
 * Forgets the secrets of a connection, if it is still given up: heard late, it may have been connected again. A grant that no
 * other connection uses is given back to the platform; its tokens are wiped whatever the platform says. Repeatable.
 */
export const wipeConnection = ({ connections, grants, vault, oauths, logger }: Dependencies) => {
  const giveBack = async ({ grantId, platform, tokens }: Grant): Promise<void> => {
    try {
      await oauths[platform]?.revoke?.(tokens);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      logger.warn({ grantId, platform, code: error.code }, 'the platform was not told that access was given up');
    }
  };

  return async (connectionId: string): Promise<void> => {
    const connection = await connections.load(connectionId);
    if (connection.status === 'absent' || connection.isDisconnected !== true) return;
    await vault.remove(connectionId);
    await grants.disconnect(connectionId, giveBack);
  };
};
