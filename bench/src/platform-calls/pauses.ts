import { randomUUID } from 'node:crypto';
import {
  connectionId,
  mappingId,
  type OperationRequested,
  type OrgId,
  operationId,
  orchestrationId,
  orgId,
  workflowCodec,
  workflowId,
} from '@campaigns/contracts';
import { type CommandContext, type EventStore, toAppend } from '@campaigns/event-sourcing';
import { registerConnection, type Vault } from '@campaigns/sync-worker';
import type { Setting } from '../benchmark.ts';

export type Pauses = Readonly<{
  /** Has so many campaigns paused, each a call of its own, so many at a time. Throws when one does not succeed at once. */
  carryOut: (count: number, underWay: number) => Promise<void>;
}>;

type Account = Readonly<Pick<OperationRequested['data'], 'connectionId' | 'platform' | 'adAccountId'>>;

const registeredAtOnce = 8;

const connectAccounts = async (
  { store, vault }: Readonly<{ store: EventStore; vault: Vault }>,
  organization: OrgId,
  count: number,
): Promise<readonly Account[]> => {
  const accounts = Array.from({ length: count }, (_, index) => ({
    connectionId: connectionId.parse(randomUUID()),
    platform: 'meta' as const,
    adAccountId: `${120_000_000 + index}`,
  }));
  const left = accounts.values();
  const connectNext = async (): Promise<void> => {
    for (const account of left) {
      const facts = { name: account.adAccountId, currency: 'USD', timeZone: 'UTC', scopes: ['ads_management'] };
      const credentials = { platform: 'meta' as const, accessToken: `token-of-${account.adAccountId}` };
      await registerConnection({
        ...{ store, vault, credentials, connection: { ...account, ...facts, orgId: organization } },
      });
    }
  };
  await Promise.all(Array.from({ length: registeredAtOnce }, connectNext));
  return accounts;
};

const ends = new Set(['OperationSucceeded', 'OperationFailed', 'OperationDeferred']);

/** Hears from the log how operations end. */
const hearEnds = async (store: EventStore, track: Setting['track']) => {
  const stopping = new AbortController();
  const waiting = new Map<string, (type: string) => void>();
  const after = await store.head();
  const listen = async (): Promise<void> => {
    for await (const events of store.follow(after, 1_000, stopping.signal)) {
      for (const { type, stream } of events) {
        if (!ends.has(type)) continue;
        waiting.get(stream)?.(type);
        waiting.delete(stream);
      }
    }
  };
  const listening = listen();
  track('ends of operations', listening, () => {
    stopping.abort();
    return listening;
  });
  return (operation: string): Promise<string> =>
    new Promise((resolve) => waiting.set(`operation-${operation}`, resolve));
};

/** Operations on so many ad accounts, in turn, asked for in the log as workflows do. */
export const pausesOn = async (
  accountCount: number,
  { store, vault }: Readonly<{ store: EventStore; vault: Vault }>,
  track: Setting['track'],
): Promise<Pauses> => {
  const organization = orgId.parse(randomUUID());
  const accounts = await connectAccounts({ store, vault }, organization, accountCount);
  const endOf = await hearEnds(store, track);
  let asked = 0;

  const pause = async (): Promise<void> => {
    const account = accounts[asked % accounts.length] as Account;
    asked += 1;
    const [operation, workflow] = [operationId.parse(randomUUID()), workflowId.parse(randomUUID())];
    const now = new Date().toISOString();
    const requested: OperationRequested = {
      type: 'OperationRequested',
      data: {
        ...account,
        ...{ operationId: operation, workflowId: workflow, at: now },
        ...{ orchestrationId: orchestrationId.parse(randomUUID()), mappingId: mappingId.parse(randomUUID()) },
        ...{ step: 'pause_campaigns', task: { kind: 'pause-campaign', platformCampaignId: `${asked}` } },
      },
    };
    const context: CommandContext = {
      ...{ commandId: operation, correlationId: workflow, causationId: workflow, orgId: organization },
      ...{ actor: { kind: 'service', id: 'orchestrator' }, occurredAt: now },
    };
    const ended = endOf(operation);
    await store.append(`workflow-${workflow}`, 'no-stream', toAppend([requested], workflowCodec, context));
    const end = await ended;
    if (end !== 'OperationSucceeded') throw new Error(`A pause came to ${end}`);
  };

  return {
    carryOut: async (count, underWay) => {
      let left = count;
      const client = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await pause();
        }
      };
      await Promise.all(Array.from({ length: underWay }, client));
    },
  };
};
