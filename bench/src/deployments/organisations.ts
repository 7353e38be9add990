import { randomUUID } from 'node:crypto';
import { defaultTokenIssuer as issuer, issueToken } from '@campaigns/api-gateway';
import { type OrgId, orgId } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { connectSandbox } from '@campaigns/standalone';
import { createVault, loadSyncWorkerConfig } from '@campaigns/sync-worker';
import type { Pool } from 'pg';
import type { RunningSystem } from './running-system.ts';

export type Organisation = Readonly<{ id: OrgId; token: string }>;

const atOnce = 8;

/**
 * Organisations with an ad account on each platform. Many, because the product is careful with each account: it keeps to
 * its platform's calls per second, and works on one operation of an account at a time.
 */
export const connectOrganisations = async (
  { secrets, sandboxUrl }: RunningSystem,
  { store, pool }: Readonly<{ store: EventStore; pool: Pool }>,
  count: number,
): Promise<readonly Organisation[]> => {
  const { keyring } = loadSyncWorkerConfig({ VAULT_KEYS: JSON.stringify(secrets.vaultKeys) });
  const vault = createVault(pool, keyring);
  const ids = Array.from({ length: count }, () => orgId.parse(randomUUID()));
  const left = ids.values();
  const connectNext = async (): Promise<void> => {
    for (const organization of left) {
      await connectSandbox({ store, vault, sandboxUrl, organization, accessToken: secrets.sandboxToken });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connectNext));
  return Promise.all(
    ids.map(async (id) => ({
      id,
      token: await issueToken({
        ...{ secret: secrets.jwtSecret, issuer, audience: issuer, orgId: id },
        ...{ subject: 'otto', role: 'operator', expiresInSeconds: 3_600 },
      }),
    })),
  );
};
