import { randomUUID } from 'node:crypto';
import {
  type OperationEvent,
  operationCodec,
  orchestrationCodec,
  type StoredEvent,
  type StreamName,
  type WorkflowEvent,
  workflowCodec,
} from '@campaigns/contracts';
import {
  campaignWorkflow,
  dueAfter,
  dueCommandId,
  type OperatorCommand,
  operatorDecider,
  orchestrationDecider,
} from '@campaigns/domain';
import { type CommandContext, commandHandler, type EventStore, fold, toAppend } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { type Asked, answerFor, refusing, type Script } from '../testing/answerer.ts';
import { draft, newOrchestrationId, newWorkflowId, org } from '../testing/samples.ts';
import { operationDue } from '../timers/operation-due.ts';
import { createWorkflowRunner } from './workflow-runner.ts';

const now = '2026-03-01T09:00:00.000Z';
const by = (id: string): CommandContext => {
  const commandId = randomUUID();
  const ids = { commandId, correlationId: commandId, causationId: commandId };
  return { ...ids, orgId: org, actor: { kind: 'user', id }, occurredAt: now };
};

/** A deployment over three platforms, an orchestrator that takes it on, and a person who has a word with it. */
const deployment = async (failurePolicy: 'continue' | 'ask') => {
  const store: EventStore = inMemoryEventStore();
  const [id, workflowId] = [newOrchestrationId(), newWorkflowId()];
  const handle = commandHandler(store, orchestrationDecider, orchestrationCodec);
  await handle(`orchestration-${id}`, draft(id, { failurePolicy }), by('otto'));
  await handle(`orchestration-${id}`, { type: 'RequestDeployment', data: { workflowId, now } }, by('otto'));
  const { events: asked } = await store.load(`orchestration-${id}`);
  const runner = createWorkflowRunner({ store, workflow: campaignWorkflow });
  await runner.handle(asked.at(-1) as StoredEvent);

  const stream: StreamName = `workflow-${workflowId}`;
  const events = async (): Promise<readonly WorkflowEvent[]> =>
    (await store.load(stream)).events.map((event) => workflowCodec.decode(event));
  const open = async (): Promise<readonly Asked[]> => {
    const all = await events();
    const settled = all.flatMap((event) => (event.type === 'OperationSettled' ? [event.data.operationId] : []));
    return all.flatMap((event) =>
      event.type === 'OperationRequested' && !settled.includes(event.data.operationId) ? [event.data] : [],
    );
  };
  const say = commandHandler(store, operatorDecider, workflowCodec);
  return {
    ...{ store, runner, events, open },
    say: (command: OperatorCommand) => say(stream, command, by('anna')),
    /** An outcome as a sync-worker writes it. */
    outcome: async (of: Asked, script?: Script): Promise<StoredEvent> => {
      const about: StreamName = `operation-${of.operationId}`;
      const { revision } = await store.load(about);
      await store.append(about, revision, toAppend([answerFor(of, script)], operationCodec, by('worker')));
      return (await store.load(about)).events.at(-1) as StoredEvent;
    },
  };
};

const cancel: OperatorCommand = { type: 'CancelRun', data: { reason: 'Changed offer', now } };
const finish = async ({ open, outcome, runner }: Awaited<ReturnType<typeof deployment>>): Promise<void> => {
  for (let [next] = await open(); next !== undefined; [next] = await open()) await runner.handle(await outcome(next));
};

describe('A person and an orchestrator who write to a run at the same time', () => {
  // Twelve operations, and one word of the person beside each of their outcomes.
  it.each(Array.from({ length: 12 }, (_, place) => place))(
    'both are heard: cancelled beside outcome %i',
    async (place) => {
      for (const order of ['person first', 'at the same moment'] as const) {
        const run = await deployment('continue');
        for (let count = 0; count < place; count += 1) {
          await run.runner.handle(await run.outcome((await run.open())[0] as Asked));
        }
        const last = await run.outcome((await run.open())[0] as Asked);
        if (order === 'person first') await run.say(cancel);
        const words = order === 'person first' ? [] : [run.say(cancel)];
        const [, word] = await Promise.allSettled([run.runner.handle(last), ...words]);
        // The last outcome of all ends the run; a word that comes after it is too late.
        const isOver = word?.status === 'rejected';
        expect(isOver && place < 11).toBe(false);
        await finish(run);
        const events = await run.events();
        if (isOver) {
          expect(events.at(-1)?.type).toBe('WorkflowCompleted');
          continue;
        }
        expect(events.filter(({ type }) => type === 'OperatorActed')).toHaveLength(1);
        expect(events.at(-1)).toMatchObject({ type: 'WorkflowFailed', data: { ending: 'cancelled', orphans: [] } });
        const succeeded = events.flatMap((event) =>
          event.type === 'OperationSettled' && event.data.outcome.status === 'succeeded' ? [event.data.kind] : [],
        );
        const count = (kind: string): number => succeeded.filter((each) => each === kind).length;
        expect(count('remove-campaign')).toBe(count('create-campaign'));
      }
    },
  );

  it('the orchestrator goes on from what the person said, although it remembers the run as it was', async () => {
    const run = await deployment('ask');
    for (const asked of await run.open()) await run.runner.handle(await run.outcome(asked));
    for (const asked of await run.open()) {
      await run.runner.handle(await run.outcome(asked, refusing('create-campaign google')));
    }
    expect((await run.events()).at(-1)?.type).toBe('OperatorNeeded');
    await run.say({ type: 'RetryStep', data: { step: 'create_platform_campaigns', now } });
    await finish(run);
    expect((await run.events()).at(-1)?.type).toBe('WorkflowCompleted');
  });

  it('the person says it once, however often it is sent', async () => {
    const run = await deployment('continue');
    await Promise.all([run.say(cancel), run.say(cancel), run.say(cancel)]);
    expect((await run.events()).filter(({ type }) => type === 'OperatorActed')).toHaveLength(1);
  });
});

describe('A person who will not wait and the timer that would end the wait', () => {
  const waiting = async () => {
    const run = await deployment('continue');
    const [asked] = (await run.open()) as [Asked];
    const deferred = await run.outcome(asked, () => ({ until: '2026-03-02T09:00:00.000Z' }));
    const timer = {
      ...{ timerId: randomUUID(), dueAt: new Date(), kind: 'operation-due' as const, stream: deferred.stream },
      ...{ causeId: deferred.metadata.eventId, failures: 0 },
    } as const;
    const prepare = () => operationDue.prepare(run.store, () => new Date(now))(timer);
    const hurry = async () => {
      const { events, revision } = await run.store.load(deferred.stream);
      const due = dueAfter(events.at(-1)) as OperationEvent;
      const context = { ...by('anna'), commandId: dueCommandId(deferred) };
      return run.store.append(deferred.stream, revision, toAppend([due], operationCodec, context));
    };
    const types = async () => (await run.store.load(deferred.stream)).events.map(({ type }) => type);
    return { ...run, prepare, hurry, types };
  };

  it('end it once when the person is faster', async () => {
    const { prepare, hurry, types } = await waiting();
    await hurry();
    expect(await prepare()).toEqual({ append: undefined, next: undefined });
    expect(await types()).toEqual(['OperationDeferred', 'OperationDue']);
  });

  it('end it once when both have seen it waiting', async () => {
    const { store, prepare, hurry, types } = await waiting();
    const { append } = await prepare();
    if (append === undefined) throw new Error('The timer has nothing to do');
    await hurry();
    await store.append(append.stream, append.expected, append.events);
    expect(await types()).toEqual(['OperationDeferred', 'OperationDue']);
  });
});

describe('A run that has come to its end', () => {
  it('is folded the same by whoever reads it', async () => {
    const run = await deployment('continue');
    await run.say(cancel);
    await finish(run);
    const events = await run.events();
    expect(fold(operatorDecider, events)).toEqual(fold(campaignWorkflow, events));
  });
});
