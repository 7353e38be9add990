import { randomUUID } from 'node:crypto';
import {
  connectionId,
  mappingId,
  orchestrationId,
  type StoredEvent,
  type WorkflowEvent,
  workflowId,
} from '@campaigns/contracts';
import { plainResult } from '@campaigns/domain';
import { orchestratorActor } from '../reaction-context.ts';
import type { WorkflowRunner } from './workflow-runner.ts';

const dayMs = 86_400_000;

const stored = (type: string, data: unknown, causationId: string = randomUUID()): StoredEvent => {
  const now = new Date();
  return {
    type,
    data,
    metadata: {
      eventId: randomUUID(),
      orgId: '00000000-0000-4000-8000-000000000001',
      actor: orchestratorActor,
      correlationId: randomUUID(),
      causationId,
      commandId: randomUUID(),
      schemaVersion: 1,
      occurredAt: now.toISOString(),
    },
    stream: `noop-${causationId}`,
    revision: 0n,
    position: 0n,
    recordedAt: now,
  };
};

const deployment = (): StoredEvent => {
  const now = Date.now();
  const target = {
    mappingId: mappingId.parse(randomUUID()),
    platform: 'meta',
    connectionId: connectionId.parse(randomUUID()),
    adAccountId: 'no-account',
    platformCampaignId: null,
    status: 'creating',
    budget: { micros: 1_000_000, currency: 'USD' },
    config: {},
    tag: null,
  };
  return stored('DeploymentRequested', {
    orchestrationId: orchestrationId.parse(randomUUID()),
    workflowId: workflowId.parse(randomUUID()),
    name: 'No-op',
    objective: 'traffic',
    flight: { startAt: new Date(now).toISOString(), endAt: new Date(now + dayMs).toISOString() },
    targets: [target],
    failurePolicy: 'rollback',
  });
};

const answersTo = (outputs: readonly WorkflowEvent[]): readonly StoredEvent[] =>
  outputs.flatMap((output) => {
    if (output.type !== 'OperationRequested') return [];
    const { task, step, at, deadline, ...context } = output.data;
    return [stored('OperationSucceeded', { ...context, result: plainResult(task) })];
  });

/**
 * Takes one deployment of four steps to its end, each operation answered on the spot and no platform called: what the
 * engine and the log can do by themselves, for measuring. The answers are not kept in the log. Returns the number of
 * events appended; throws when the run does not complete.
 */
export const playNoOpRun = async (runner: WorkflowRunner): Promise<number> => {
  const inputs = [deployment()];
  let appended = 0;
  let last: WorkflowEvent | undefined;
  for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
    const outputs = await runner.handle(input);
    appended += outputs.length;
    last = outputs.at(-1) ?? last;
    inputs.push(...answersTo(outputs));
  }
  if (last?.type !== 'WorkflowCompleted') throw new Error('The run did not complete');
  return appended;
};
