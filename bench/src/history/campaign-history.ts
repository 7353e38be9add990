import { randomUUID } from 'node:crypto';
import {
  connectionCodec,
  connectionId,
  orchestrationCodec,
  orchestrationId,
  orgId,
  type StoredEvent,
  type StreamName,
  workflowCodec,
  workflowId,
} from '@campaigns/contracts';
import {
  campaignWorkflow,
  connectionDecider,
  type OrchestrationCommand,
  orchestrationDecider,
} from '@campaigns/domain';
import {
  type CommandContext,
  commandHandler,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
} from '@campaigns/event-sourcing';
import { createWorkflowRunner } from '@campaigns/orchestrator';
import { inMemoryEventStore } from '@campaigns/testing';
import { draftCommand, platforms } from './draft.ts';
import { standInWorker } from './stand-in-worker.ts';

export type RecordedAppend = Readonly<{
  stream: StreamName;
  expected: ExpectedRevision;
  events: readonly EventToAppend[];
}>;

/** A store that remembers every append that took effect. */
const recording = (store: EventStore, appends: RecordedAppend[]): EventStore => ({
  ...store,
  append: async (stream, expected, events) => {
    const result = await store.append(stream, expected, events);
    if (result.outcome !== 'appended') throw new Error(`Conflict on ${stream}`);
    appends.push({ stream, expected, events });
    return result;
  },
});

const endOf = (ended: StoredEvent): OrchestrationCommand => {
  const event = workflowCodec.decode(ended);
  if (event.type !== 'WorkflowCompleted') throw new Error(`A run ended with ${event.type}`);
  const { workflowId: run, workflowType, purpose, outcomes, at } = event.data;
  return {
    type: 'RecordWorkflowEnd',
    data: { workflowId: run, workflowType, purpose, outcomes, outcome: 'completed', reason: null, now: at },
  };
};

/**
 * One organisation's campaign from its connections on: a draft, a deployment to three platforms and so many full syncs.
 * Decided by the product's own deciders and workflow; only the platforms' answers are made up. In log order.
 */
export const campaignHistory = async (syncs: number): Promise<readonly RecordedAppend[]> => {
  const appends: RecordedAppend[] = [];
  const store = recording(inMemoryEventStore(), appends);
  const organisation = orgId.parse(randomUUID());
  const id = orchestrationId.parse(randomUUID());
  const runner = createWorkflowRunner({ store, workflow: campaignWorkflow });
  const work = standInWorker(store);
  const handle = commandHandler(store, orchestrationDecider, orchestrationCodec);
  const register = commandHandler(store, connectionDecider, connectionCodec);
  let minutes = 0;
  const now = (): string => new Date(Date.UTC(2026, 2, 1, 9, minutes)).toISOString();

  const context = (): CommandContext => {
    const commandId = randomUUID();
    return {
      ...{ commandId, correlationId: commandId, causationId: commandId, orgId: organisation },
      ...{ actor: { kind: 'user', id: 'maria' }, occurredAt: now() },
    };
  };
  const send = (command: OrchestrationCommand): Promise<unknown> => handle(`orchestration-${id}`, command, context());

  /** What the services do when they hear of an event. */
  const react = async (event: StoredEvent): Promise<void> => {
    if (event.type === 'OperationRequested') await work(event);
    else await runner.handle(event);
    if (event.type === 'WorkflowCompleted' || event.type === 'WorkflowFailed') await send(endOf(event));
  };
  let heard = 0n;
  /** Lets the services react until nothing more follows. */
  const settle = async (): Promise<void> => {
    for (let [next] = await store.readAll(heard, 1); next !== undefined; [next] = await store.readAll(heard, 1)) {
      heard = next.position;
      await react(next);
    }
  };

  const accounts = platforms.map((platform) => ({
    ...{ connectionId: connectionId.parse(randomUUID()), platform, adAccountId: `account-${platform}` },
  }));
  for (const account of accounts) {
    const more = { orgId: organisation, name: account.adAccountId, currency: 'USD', timeZone: 'UTC', scopes: ['ads'] };
    const command = { type: 'RegisterConnection', data: { ...account, ...more } } as const;
    await register(`connection-${account.connectionId}`, command, context());
  }
  await send(draftCommand({ id, organisation, accounts }));
  await send({ type: 'RequestDeployment', data: { workflowId: workflowId.parse(randomUUID()), now: now() } });
  await settle();
  for (let sync = 0; sync < syncs; sync += 1) {
    minutes += 15;
    const run = workflowId.parse(randomUUID());
    await send({ type: 'RequestSync', data: { workflowId: run, syncType: 'full', trigger: 'manual', now: now() } });
    await settle();
  }
  return appends;
};
