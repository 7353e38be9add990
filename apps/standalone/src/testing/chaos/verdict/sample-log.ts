import type { StoredEvent, StreamName } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';

export type Sample = readonly [type: string, stream: StreamName, data?: Readonly<Record<string, unknown>>];

/** A log of these events, in their order. */
export const sampleLog = (samples: readonly Sample[]): readonly StoredEvent[] => {
  const revisions = new Map<string, bigint>();
  return samples.map(([type, stream, data = {}], index) => {
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    const eventId = derivedId('sample', stream, `${revision}`);
    return {
      ...{ type, data, stream, revision, position: BigInt(index + 1) },
      metadata: {
        ...{ eventId, orgId: derivedId('organisation'), actor: { kind: 'service', id: 'sample' }, schemaVersion: 1 },
        ...{ correlationId: eventId, causationId: eventId, commandId: eventId },
        occurredAt: '2026-12-01T08:00:00.000Z',
      },
      recordedAt: new Date('2026-12-01T08:00:00.000Z'),
    };
  });
};

const operationId = 'one';
const attempt = (purpose: 'call' | 'lookup'): Sample => [
  'OperationAttempted',
  `operation-${operationId}`,
  { operationId, purpose, task: { kind: 'create-campaign' } },
];

export const started: Sample = ['WorkflowStarted', 'workflow-one', { orchestrationId: 'spring' }];
export const requested: Sample = [
  'OperationRequested',
  'workflow-one',
  { operationId, platform: 'meta', adAccountId: '7' },
];
export const called: Sample = attempt('call');
export const lookedFor: Sample = attempt('lookup');
export const deferred: Sample = ['OperationDeferred', `operation-${operationId}`, { operationId }];
export const succeeded: Sample = ['OperationSucceeded', `operation-${operationId}`, { operationId }];
export const settled: Sample = ['OperationSettled', 'workflow-one', { operationId, orchestrationId: 'spring' }];
export const completed: Sample = ['WorkflowCompleted', 'workflow-one', { orchestrationId: 'spring' }];

/** One workflow with one operation. */
export const story: readonly Sample[] = [started, requested, called, succeeded, settled, completed];
