import { type StoredEvent, type WorkflowEvent, workflowCodec } from '@campaigns/contracts';
import { campaignWorkflow } from '@campaigns/domain';
import { ConcurrencyExhausted, type EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Asked } from '../testing/answerer.ts';
import { playNoOpRun } from './no-op-run.ts';
import { createWorkflowRunner, type WorkflowRunner } from './workflow-runner.ts';

let store: EventStore;
let loads: number;
beforeEach(() => {
  const memory = inMemoryEventStore();
  loads = 0;
  store = {
    ...memory,
    load: (stream) => {
      loads += 1;
      return memory.load(stream);
    },
  };
});

const runnerOn = (on: EventStore): WorkflowRunner => createWorkflowRunner({ store: on, workflow: campaignWorkflow });

/** Every input that a run gets from `playNoOpRun`. */
const recorded = async (): Promise<readonly StoredEvent[]> => {
  const inputs: StoredEvent[] = [];
  const runner = runnerOn(inMemoryEventStore());
  await playNoOpRun({
    handle: (event) => {
      inputs.push(event);
      return runner.handle(event);
    },
  });
  return inputs;
};

const asked = (outputs: readonly WorkflowEvent[]): readonly Asked[] =>
  outputs.flatMap((output) => (output.type === 'OperationRequested' ? [output.data] : []));

describe('A workflow runner', () => {
  it('takes a run to its end and reads its stream once', async () => {
    expect(await playNoOpRun(runnerOn(store))).toBe(1 + 4 * 4 + 1);
    expect(loads).toBe(1);
  });

  it('appends nothing for an input that it took in before, remembered or not', async () => {
    const inputs = await recorded();
    const first = runnerOn(store);
    for (const input of inputs) await first.handle(input);
    const { length } = await store.readAll('start', 1_000);
    for (const runner of [first, runnerOn(store)]) {
      for (const input of inputs) expect(await runner.handle(input)).toEqual([]);
    }
    expect(await store.readAll('start', 1_000)).toHaveLength(length);
  });

  it('hears of an operation that another orchestrator asked for meanwhile', async () => {
    const [request, ...answers] = (await recorded()) as [StoredEvent, ...StoredEvent[]];
    const [first, second] = [runnerOn(store), runnerOn(store)];
    await first.handle(request);
    // Both know the run as it stands now; then they take turns.
    await second.handle(request);
    for (const [index, answer] of answers.entries()) {
      const outputs = await (index % 2 === 0 ? first : second).handle(answer);
      expect(outputs.length).toBeGreaterThan(0);
    }
    const events = (await store.readAll('start', 1_000)).map((event) => workflowCodec.decode(event));
    expect(events.at(-1)?.type).toBe('WorkflowCompleted');
    expect(asked(events)).toHaveLength(4);
  });

  it('decides again when another orchestrator was faster', async () => {
    const [request, answer] = (await recorded()) as [StoredEvent, StoredEvent];
    const both = [runnerOn(store), runnerOn(store)];
    for (const input of [request, answer]) {
      const outputs = await Promise.all(both.map(({ handle }) => handle(input)));
      expect(outputs.filter(({ length }) => length > 0).length).toBeGreaterThanOrEqual(1);
    }
    const events = (await store.readAll('start', 1_000)).map((event) => workflowCodec.decode(event));
    expect(asked(events).map(({ task }) => task.kind)).toEqual(['verify-account', 'create-campaign']);
  });

  it('gives up for now when the run never stands still', async () => {
    const [request] = await recorded();
    const restless: EventStore = { ...store, append: async () => ({ outcome: 'conflict', actual: 'no-stream' }) };
    await expect(runnerOn(restless).handle(request as StoredEvent)).rejects.toThrow(ConcurrencyExhausted);
  });

  it('takes no notice of other events', async () => {
    const [request] = await recorded();
    const other = { ...(request as StoredEvent), type: 'TemplateCreated' };
    expect(await runnerOn(store).handle(other)).toEqual([]);
    expect(loads).toBe(0);
  });

  it('keeps only so many runs in memory and knows the others from their streams', async () => {
    const small = createWorkflowRunner({ store, workflow: campaignWorkflow, cachedRuns: 1 });
    const [one, two] = [await recorded(), await recorded()];
    for (const [index, input] of one.entries()) {
      await small.handle(input);
      await small.handle(two[index] as StoredEvent);
    }
    const ends = (await store.readAll('start', 1_000)).filter(({ type }) => type === 'WorkflowCompleted');
    expect(ends).toHaveLength(2);
    expect(loads).toBe(one.length + two.length);
  });
});

describe('An operation', () => {
  it('has the same id wherever and whenever its run decides it', async () => {
    const inputs = await recorded();
    const [here, there] = await Promise.all(
      [inMemoryEventStore(), inMemoryEventStore()].map(async (own) => {
        const runner = runnerOn(own);
        for (const input of inputs) await runner.handle(input);
        const events = (await own.readAll('start', 1_000)).map((event) => workflowCodec.decode(event));
        return asked(events).map(({ operationId }) => operationId);
      }),
    );
    expect(here).toHaveLength(4);
    expect(there).toEqual(here);
  });
});
