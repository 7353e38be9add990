import { randomUUID } from 'node:crypto';
import {
  type MappingId,
  mappingId,
  type OperationRequested,
  type OrchestrationId,
  operationCodec,
  operationId,
  orchestrationId,
  type Platform,
  platformOperationsTopic,
  type StreamName,
  workflowCodec,
  workflowId,
} from '@campaigns/contracts';
import { dueAfter, dueCommandId } from '@campaigns/domain';
import { type EventFeed, type EventStore, toAppend } from '@campaigns/event-sourcing';
import type { Account, Organisation } from './accounts.ts';
import { type Mapping, mappingsOf, tasksOf } from './campaigns.ts';
import type { Around, Deliveries } from './deliveries.ts';
import type { SimulatedTime } from './simulated-time.ts';

export type Synced = Readonly<{
  /** From when it was asked for until the end of the last operation. */
  ms: number;
  /** The same by platform. */
  msOf: ReadonlyMap<Platform, number>;
  operations: number;
  /** How often one was put off. */
  deferrals: number;
  /** What the worker appended. */
  events: number;
}>;

export type StandInOrchestrator = Readonly<{
  /** The store and the feed, as the worker is to get them. */
  store: EventStore;
  feed: EventFeed;
  /** Has the first so many orchestrations synced, asked for at one instant. Rejects when an operation fails. */
  sync: (count: number, onOperation: (operations: number) => void) => Promise<Synced>;
}>;

type Target = Readonly<{ mapping: Mapping; mappingId: MappingId; account: Account }>;
type Orchestration = Readonly<{ id: OrchestrationId; organisation: Organisation; targets: readonly Target[] }>;
type Ends = Readonly<{ succeeded: () => void; failed: (error: Error) => void }>;

const steps = ['sync_settings', 'fetch_performance'] as const satisfies readonly OperationRequested['data']['step'][];
const actor = { kind: 'service', id: 'orchestrator' } as const;

/** On all platforms, of the organisations in turn. */
const orchestrationsOf = (organisations: readonly Organisation[], count: number): readonly Orchestration[] =>
  Array.from({ length: count }, (_, index) => {
    const organisation = organisations[index % organisations.length] as Organisation;
    const targets = mappingsOf(index).map((mapping) => ({
      ...{ mapping, mappingId: mappingId.parse(randomUUID()), account: organisation.accounts[mapping.platform] },
    }));
    return { id: orchestrationId.parse(randomUUID()), organisation, targets };
  });

type World = Readonly<{ store: EventStore; feed: EventFeed; time: SimulatedTime; deliveries: Deliveries }>;

/**
 * Asks a sync-worker for what the steps of a sync ask for, and ends its waits, as the orchestrator does; without its table
 * of timers and the rest of its streams, which are not what is measured.
 */
export const standInOrchestrator = (
  { organisations, most }: Readonly<{ organisations: readonly Organisation[]; most: number }>,
  { store, feed, time, deliveries }: World,
): StandInOrchestrator => {
  const orchestrations = orchestrationsOf(organisations, most);
  const underWay = new Map<StreamName, Ends>();
  /** What the worker has told last of an operation in hand. */
  const told = new Map<StreamName, string>();
  let [events, deferrals] = [0, 0];

  const watched: EventStore = {
    ...store,
    append: async (stream, expected, news) => {
      const result = await store.append(stream, expected, news);
      if (result.outcome === 'appended') events += news.length;
      const last = news.at(-1);
      if (result.outcome === 'appended' && last !== undefined && underWay.has(stream)) told.set(stream, last.type);
      return result;
    },
  };

  const endWait = async (stream: StreamName, key: string): Promise<void> => {
    const { events: history, revision } = await store.load(stream);
    const deferred = history.at(-1);
    const due = dueAfter(deferred);
    if (deferred === undefined || due === undefined) throw new Error(`${stream} does not wait`);
    const { orgId, correlationId, eventId } = deferred.metadata;
    deliveries.expect(key);
    const context = {
      ...{ commandId: dueCommandId(deferred), orgId, actor, correlationId, causationId: eventId },
      occurredAt: time.clock.now().toISOString(),
    };
    await store.append(stream, revision, toAppend([due], operationCodec, context));
  };

  /** What the orchestrator does about what the worker has told. */
  const react = async (stream: StreamName, key: string): Promise<void> => {
    const type = told.get(stream);
    told.delete(stream);
    const ends = underWay.get(stream);
    if (ends === undefined) throw new Error(`Nobody has asked for ${stream}`);
    if (type === 'OperationDeferred') {
      deferrals += 1;
      const deferred = (await store.load(stream)).events.at(-1);
      const { until } = (deferred?.data ?? {}) as Readonly<{ until?: string }>;
      time.workAt(new Date(until ?? 0), () => endWait(stream, key).catch(ends.failed));
      return;
    }
    if (type !== 'OperationSucceeded') throw new Error(`${stream} came to ${type}`);
    underWay.delete(stream);
    ends.succeeded();
  };

  const around: Around = (event, handle) =>
    time.work(async () => {
      const { operationId: operation } = event.data as Readonly<{ operationId: string }>;
      const stream: StreamName = `operation-${operation}`;
      try {
        const handled = await handle();
        if (handled.outcome !== 'done') throw new Error(`${event.type} of ${stream} was handled as ${handled.outcome}`);
        await react(stream, platformOperationsTopic.keyOf(event) ?? '');
      } catch (error) {
        underWay.get(stream)?.failed(error as Error);
      }
    });

  /** Resolves once its operations have succeeded. */
  const ask = async (
    { id, organisation, targets }: Orchestration,
    index: number,
    onEnd: (platform: Platform) => void,
  ): Promise<void> => {
    const run = workflowId.parse(randomUUID());
    const at = time.clock.now().toISOString();
    const requests = targets.map(
      ({ mapping, mappingId: target, account }): OperationRequested => ({
        type: 'OperationRequested',
        data: {
          ...account,
          ...{ operationId: operationId.parse(randomUUID()), workflowId: run, orchestrationId: id, at },
          ...{ mappingId: target, step: steps[index] as (typeof steps)[number] },
          task: tasksOf(mapping)[index] as OperationRequested['data']['task'],
        },
      }),
    );
    const ended = requests.map(
      ({ data }) =>
        new Promise<void>((resolve, reject) => {
          const succeeded = (): void => {
            onEnd(data.platform);
            resolve();
          };
          underWay.set(`operation-${data.operationId}`, { succeeded, failed: reject });
          deliveries.expect(`${data.platform}:${data.adAccountId}`);
        }),
    );
    const context = {
      ...{ commandId: run, correlationId: run, causationId: run, orgId: organisation.id, actor, occurredAt: at },
    };
    await time.work(() => store.append(`workflow-${run}`, 'no-stream', toAppend(requests, workflowCodec, context)));
    await Promise.all(ended);
  };

  return {
    store: watched,
    feed: deliveries.through(feed, platformOperationsTopic, around),
    sync: async (count, onOperation) => {
      const [eventsBefore, deferralsBefore, askedAt] = [events, deferrals, time.now()];
      const msOf = new Map<Platform, number>();
      let operations = 0;
      const onEnd = (platform: Platform): void => {
        operations += 1;
        msOf.set(platform, time.now() - askedAt);
        onOperation(operations);
      };
      await Promise.all(
        orchestrations.slice(0, count).map(async (orchestration) => {
          for (const index of steps.keys()) await ask(orchestration, index, onEnd);
        }),
      );
      return {
        ...{ ms: time.now() - askedAt, msOf, operations },
        ...{ events: events - eventsBefore, deferrals: deferrals - deferralsBefore },
      };
    },
  };
};
