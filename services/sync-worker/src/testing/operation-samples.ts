import { randomUUID } from 'node:crypto';
import {
  type OperationEvent,
  type OperationKind,
  type OperationRequested,
  type OperationTask,
  operationCodec,
  type RecordedEvent,
  type StoredEvent,
  type StreamName,
  workflowCodec,
} from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import type { RetryPolicy } from '../operations/backoff.ts';
import type { OperationContext } from '../operations/trigger.ts';

/** Examples for the specs of this service. */

export const samplePolicy: RetryPolicy = {
  maxAttempts: 3,
  baseMs: 200,
  capMs: 60_000,
  lookupWaitMs: 5_000,
  callTimeoutMs: 15_000,
};

export const sampleError = { class: 'transient', code: '500', message: 'Try again' } as const;

export const sampleOrgId = 'a0000000-0000-4000-8000-000000000001';

export const sampleContext = (overrides: Partial<Record<keyof OperationContext, string>> = {}): OperationContext =>
  ({
    operationId: 'b0000000-0000-4000-8000-000000000001',
    workflowId: 'b0000000-0000-4000-8000-000000000002',
    orchestrationId: 'b0000000-0000-4000-8000-000000000003',
    mappingId: 'b0000000-0000-4000-8000-000000000004',
    connectionId: 'b0000000-0000-4000-8000-000000000005',
    platform: 'meta',
    adAccountId: '1234567890',
    ...overrides,
  }) as OperationContext;

export const sampleSpec = {
  name: 'Spring Sale',
  objective: 'traffic',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T08:00:00.000Z', endAt: '2026-12-31T08:00:00.000Z' },
  config: {},
} as const;

export const createTask: Extract<OperationTask, { kind: 'create-campaign' }> = {
  kind: 'create-campaign',
  spec: sampleSpec,
  tag: 'op-7f3a9c2e41',
};

export const pauseTask: OperationTask = { kind: 'pause-campaign', platformCampaignId: '120210000000000001' };

const platformCampaignId = '120210000000000001';
const sampleTasks: { readonly [Kind in OperationKind]: Extract<OperationTask, { kind: Kind }> } = {
  'verify-account': { kind: 'verify-account' },
  'create-campaign': createTask,
  'create-ad-group': { kind: 'create-ad-group', platformCampaignId, spec: sampleSpec, tag: 'op-a1', mayExist: false },
  'create-ad': {
    ...{
      kind: 'create-ad',
      platformCampaignId,
      platformAdGroupId: '11',
      spec: sampleSpec,
      tag: 'op-b1',
      mayExist: false,
    },
    creative: { creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'image' },
  },
  'push-settings': {
    kind: 'push-settings',
    platformCampaignId,
    spec: sampleSpec,
    tag: createTask.tag,
    status: 'active',
  },
  'activate-campaign': { kind: 'activate-campaign', platformCampaignId },
  'pause-campaign': { kind: 'pause-campaign', platformCampaignId },
  'remove-campaign': { kind: 'remove-campaign', platformCampaignId },
  'fetch-metrics': { kind: 'fetch-metrics', platformCampaignId, since: '2026-12-01' },
  'read-changes': {
    ...{ kind: 'read-changes', platformCampaignId, spec: sampleSpec, tag: createTask.tag, status: 'active' },
    changedSince: '2026-12-01T08:00:00.000Z',
  },
  'rotate-ads': { kind: 'rotate-ads', platformCampaignId, platformAdGroupId: '11', show: ['111'], rest: ['112'] },
};

export const sampleTask = (kind: OperationKind): OperationTask => sampleTasks[kind];

const metadata = (orgId: string) => ({
  eventId: randomUUID(),
  orgId,
  actor: { kind: 'service', id: 'orchestrator' } as const,
  correlationId: randomUUID(),
  causationId: randomUUID(),
  commandId: randomUUID(),
  schemaVersion: 1,
  occurredAt: '2026-12-01T08:00:00.000Z',
});

/** Events as they would lie in an operation's stream, one after the other. */
export const history = (...events: readonly OperationEvent[]): readonly RecordedEvent<OperationEvent>[] =>
  events.map((event, index) =>
    operationCodec.decodeRecorded({
      ...event,
      metadata: metadata(sampleOrgId),
      stream: `operation-${event.data.operationId}`,
      revision: BigInt(index),
      position: BigInt(index + 1),
      recordedAt: new Date('2026-12-01T08:00:00.000Z'),
    }),
  );

const appended = async (
  store: EventStore,
  stream: StreamName,
  event: Readonly<{ type: string; data: unknown }>,
  orgId: string,
): Promise<StoredEvent> => {
  const { revision } = await store.load(stream);
  const result = await store.append(stream, revision, [{ ...event, metadata: metadata(orgId) }]);
  if (result.outcome === 'conflict') throw new Error('conflict');
  const last = (await store.load(stream)).events.at(-1);
  if (last === undefined) throw new Error('nothing was appended');
  return last;
};

/** Asks for an operation, as a workflow does. */
export const request = (
  store: EventStore,
  context: OperationContext,
  task: OperationTask,
  orgId: string = sampleOrgId,
): Promise<StoredEvent> => {
  const data: OperationRequested['data'] = {
    ...context,
    step: 'create_platform_campaigns',
    task,
    at: '2026-12-01T08:00:00.000Z',
  };
  const event = workflowCodec.decode({ type: 'OperationRequested', data, metadata: { schemaVersion: 1 } });
  return appended(store, `workflow-${context.workflowId}`, event, orgId);
};

/** Ends the wait of the latest deferral, as the orchestrator's timer does. */
export const fallDue = (
  store: EventStore,
  context: OperationContext,
  task: OperationTask,
  orgId: string = sampleOrgId,
): Promise<StoredEvent> =>
  appended(store, `operation-${context.operationId}`, { type: 'OperationDue', data: { ...context, task } }, orgId);
