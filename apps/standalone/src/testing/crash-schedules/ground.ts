import { type InProcessSandbox, inProcessSandbox } from '@campaigns/ad-sandbox';
import {
  type ConnectionId,
  connectionId,
  type OrgId,
  orgId,
  type Platform,
  platform,
  type StoredEvent,
} from '@campaigns/contracts';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';
import {
  type AccountCall,
  type Credentials,
  type CredentialsInput,
  registerConnection,
  sealed,
  type Vault,
} from '@campaigns/sync-worker';
import { inMemoryEventStore } from '@campaigns/testing';

export const org: OrgId = orgId.parse('00000000-0000-4000-8003-000000000001');
export const currency = 'USD';
export const timeZone = 'Etc/UTC';

/** When everything begins. */
const startAt = Date.parse('2026-12-01T09:00:00.000Z');

/** One ad account on each platform. */
export const accountIds: Readonly<Record<Platform, string>> = {
  meta: 'act_1000001',
  google: '1234567001',
  tiktok: '7000000000000010001',
  linkedin: '507000001',
  twitter: '18ce54d001',
  snapchat: 'dbb95f66-0000-4000-8000-000000000001',
};

export const connectionOf = (name: Platform): ConnectionId =>
  connectionId.parse(derivedId('crash-schedules', 'connection', name));

const accessToken = 'token-of-the-crash-schedules';
const tokenSecret = 'secret-of-the-crash-schedules';

const credentialsFor = (name: Platform): CredentialsInput =>
  name === 'twitter' ? { platform: name, accessToken, tokenSecret } : { platform: name, accessToken };

/** A call for the ad account there. */
export const callOn = (name: Platform): AccountCall => ({
  account: { adAccountId: accountIds[name], currency, timeZone },
  credentials: sealed(credentialsFor(name)),
  signal: new AbortController().signal,
});

/** Everything that outlives a process, at rest: no message is on its way and no timer is pending. */
export type Ground = Readonly<{
  log: readonly StoredEvent[];
  sandbox: InProcessSandbox;
  vault: Vault;
  /** Epoch ms. */
  now: number;
}>;

const vaultInMemory = (): Vault => {
  const secrets = new Map<string, Credentials>();
  return {
    put: async (id, credentials) => void secrets.set(id, sealed(credentials)),
    get: async (id) => secrets.get(id),
    remove: async (id) => void secrets.delete(id),
    rotate: async () => 0,
  };
};

export const wholeLog = async (store: EventStore): Promise<readonly StoredEvent[]> => store.readAll('start', 1_000_000);

/** A log of its own with the same events; those that were appended together may be appended apart. */
export const copyOfLog = async (log: readonly StoredEvent[]): Promise<EventStore> => {
  const store = inMemoryEventStore();
  for (const { stream, revision, type, data, metadata } of log) {
    await store.append(stream, revision === 0n ? 'no-stream' : revision - 1n, [{ type, data, metadata }]);
  }
  return store;
};

/** Ad accounts on all platforms, and connections to them; nothing else yet. A day of the platforms is a day of the clock. */
export const openGround = async (): Promise<Ground> => {
  const sandbox = inProcessSandbox({ seed: 7, dayMs: 86_400_000, now: () => new Date(startAt) });
  const vault = vaultInMemory();
  const store = inMemoryEventStore();
  for (const name of platform.options) {
    const adAccountId = accountIds[name];
    const secret = name === 'twitter' ? { tokenSecret } : {};
    sandbox.openAccount({ platform: name, adAccountId, currency, timeZone, accessToken, ...secret });
    await registerConnection({
      ...{ store, vault, credentials: credentialsFor(name), now: () => new Date(startAt) },
      connection: {
        ...{ connectionId: connectionOf(name), orgId: org, platform: name, adAccountId, currency, timeZone },
        ...{ name: `Shop on ${name}`, scopes: [] },
      },
    });
  }
  return { log: await wholeLog(store), sandbox, vault, now: startAt };
};
