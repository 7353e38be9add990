import { randomUUID } from 'node:crypto';
import {
  type ConnectionId,
  connectionId,
  forEachPlatform,
  type OrgId,
  orgId,
  type Platform,
} from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { type CredentialsInput, registerConnection, type Vault } from '@campaigns/sync-worker';

export type Account = Readonly<{ platform: Platform; connectionId: ConnectionId; adAccountId: string }>;

/** With an ad account on each platform, and an access token of its own for each. */
export type Organisation = Readonly<{ id: OrgId; accounts: Readonly<Record<Platform, Account>> }>;

const atOnce = 8;

const credentialsFor = (platform: Platform, accessToken: string): CredentialsInput =>
  platform === 'twitter' ? { platform, accessToken, tokenSecret: 'a-secret' } : { platform, accessToken };

const organisationOf = (index: number): Organisation => ({
  id: orgId.parse(randomUUID()),
  accounts: forEachPlatform((platform) => ({
    ...{ platform, connectionId: connectionId.parse(randomUUID()), adAccountId: String(1_200_000_000 + index) },
  })),
});

/** Organisations whose ad accounts are connected. */
export const connectOrganisations = async (
  count: number,
  { store, vault }: Readonly<{ store: EventStore; vault: Vault }>,
): Promise<readonly Organisation[]> => {
  const organisations = Array.from({ length: count }, (_, index) => organisationOf(index));
  const left = organisations.values();
  const connectNext = async (): Promise<void> => {
    for (const { id, accounts } of left) {
      for (const account of Object.values(accounts)) {
        const { platform, adAccountId } = account;
        const facts = { orgId: id, name: adAccountId, currency: 'USD', timeZone: 'UTC', scopes: [] };
        const credentials = credentialsFor(platform, `token-of-${platform}-${adAccountId}`);
        await registerConnection({ store, vault, credentials, connection: { ...account, ...facts } });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connectNext));
  return organisations;
};
