import { randomUUID } from 'node:crypto';
import {
  connectionId,
  type EventMetadata,
  mappingId,
  type OperationEvent,
  operationId,
  orchestrationId,
  workflowId,
} from '@campaigns/contracts';
import type { EventToAppend } from '@campaigns/event-sourcing';

const data: Extract<OperationEvent, { type: 'OperationSucceeded' }>['data'] = {
  orchestrationId: orchestrationId.parse(randomUUID()),
  operationId: operationId.parse(randomUUID()),
  workflowId: workflowId.parse(randomUUID()),
  mappingId: mappingId.parse(randomUUID()),
  connectionId: connectionId.parse(randomUUID()),
  platform: 'google',
  adAccountId: '1234567890',
  result: { kind: 'create-campaign', platformCampaignId: '21483647001', adopted: false },
};

const metadata: Omit<EventMetadata, 'eventId'> = {
  orgId: '00000000-0000-4000-8000-000000000001',
  actor: { kind: 'service', id: 'sync-worker' },
  correlationId: randomUUID(),
  causationId: randomUUID(),
  commandId: randomUUID(),
  schemaVersion: 1,
  occurredAt: new Date().toISOString(),
};

/** An event of the usual size, about 800 bytes with its envelope. Only its id is its own: making it must cost nothing. */
export const sampleEvent = (): EventToAppend => ({
  ...{ type: 'OperationSucceeded', data },
  metadata: { ...metadata, eventId: randomUUID() },
});
