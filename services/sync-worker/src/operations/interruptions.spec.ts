import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { context, startWorker, unknownOutcome } from '../testing/in-memory-worker.ts';
import { createTask, pauseTask } from '../testing/operation-samples.ts';

/** The same log, but the n-th append of an event type is lost after, or refused before, it is written. */
const storeThatDies = (type: string, when: 'before' | 'after'): EventStore => {
  const store = inMemoryEventStore();
  let isDead = false;
  return {
    ...store,
    append: async (stream, expected, events) => {
      if (isDead || events[0]?.type !== type) return store.append(stream, expected, events);
      isDead = true;
      if (when === 'after') await store.append(stream, expected, events);
      throw new Error('killed');
    },
  };
};

describe('a creation whose outcome is unknown', () => {
  it('is adopted when the campaign is found, and never created again', async () => {
    const { start, due, handle, types, last, calls } = await startWorker({
      createCampaign: unknownOutcome,
      findByTag: async () => ['88'],
    });
    await handle(await start(createTask));
    expect(await last()).toMatchObject({
      data: { reason: 'unknown-outcome', until: '2026-12-01T09:00:05.000Z', looks: 0 },
    });
    await handle(await due(createTask));
    expect(await last()).toMatchObject({ data: { result: { platformCampaignId: '88', adopted: true } } });
    expect(calls).toEqual(['create', 'find']);
    expect(await types()).toHaveLength(5);
  });

  it('is sent within the time of its attempt or not at all, and looked for when that is over', async () => {
    const sendable: (boolean | undefined)[] = [];
    const store = storeThatDies('OperationSucceeded', 'before');
    const worker = await startWorker(
      {
        createCampaign: async ({ mayStillChange }) => {
          for (const second of [0, 15, 16]) {
            worker.clock.now = new Date(`2026-12-01T09:00:${String(second).padStart(2, '0')}.000Z`);
            sendable.push(mayStillChange?.());
          }
          return { platformCampaignId: '77' };
        },
      },
      store,
    );
    const cause = await worker.start(createTask);
    await expect(worker.handle(cause)).rejects.toThrow('killed');
    expect(sendable).toEqual([true, true, false]);
    await worker.handle(cause);
    // The last moment of sending, the platform's own time, and the wait before a look.
    expect(await worker.last()).toMatchObject({
      data: { reason: 'unknown-outcome', until: '2026-12-01T09:00:35.000Z', looks: 0 },
    });
  });

  it('is repeated only after two looks that found nothing', async () => {
    let created = 0;
    const createCampaign = async () => {
      created += 1;
      return created === 1 ? unknownOutcome() : { platformCampaignId: '77' };
    };
    const { start, due, handle, last, calls } = await startWorker({ createCampaign });
    await handle(await start(createTask));
    await handle(await due(createTask));
    expect(calls).toEqual(['create', 'find']);
    await handle(await due(createTask));
    expect(calls).toEqual(['create', 'find', 'find']);
    await handle(await due(createTask));
    expect(calls).toEqual(['create', 'find', 'find', 'create']);
    expect(await last()).toMatchObject({ type: 'OperationSucceeded', data: { result: { platformCampaignId: '77' } } });
  });

  it('alarms when several campaigns carry the tag', async () => {
    const { start, due, handle, last, lines } = await startWorker({
      createCampaign: unknownOutcome,
      findByTag: async () => ['88', '99'],
    });
    await handle(await start(createTask));
    await handle(await due(createTask));
    expect(await last()).toMatchObject({ data: { error: { class: 'unknown-outcome', code: 'several-found' } } });
    expect(lines.some((line) => (JSON.parse(line) as { level: number }).level === 50)).toBe(true);
  });
});

describe('a worker that is killed', () => {
  it('before the intent is written has called nobody', async () => {
    const { start, handle, calls, types } = await startWorker({}, storeThatDies('OperationAttempted', 'before'));
    const cause = await start(createTask);
    await expect(handle(cause)).rejects.toThrow('killed');
    expect(calls).toEqual([]);
    await handle(cause);
    expect(await types()).toEqual(['OperationAttempted', 'OperationSucceeded']);
  });

  it('between intent and call looks before it creates', async () => {
    const { start, due, handle, calls, last } = await startWorker({}, storeThatDies('OperationAttempted', 'after'));
    const cause = await start(createTask);
    await expect(handle(cause)).rejects.toThrow('killed');
    await handle(cause);
    expect(calls).toEqual([]);
    expect(await last()).toMatchObject({ type: 'OperationDeferred', data: { reason: 'unknown-outcome', looks: 0 } });
    await handle(await due(createTask));
    expect(calls).toEqual(['find']);
  });

  it('between call and outcome adopts what it created', async () => {
    const store = storeThatDies('OperationSucceeded', 'before');
    const { start, due, handle, calls, last } = await startWorker({ findByTag: async () => ['77'] }, store);
    const cause = await start(createTask);
    await expect(handle(cause)).rejects.toThrow('killed');
    await handle(cause);
    await handle(await due(createTask));
    expect(calls).toEqual(['create', 'find']);
    expect(await last()).toMatchObject({ data: { result: { platformCampaignId: '77', adopted: true } } });
  });

  it('between outcome and acknowledgement does nothing more', async () => {
    const { start, handle, calls, types } = await startWorker({}, storeThatDies('OperationSucceeded', 'after'));
    const cause = await start(createTask);
    await expect(handle(cause)).rejects.toThrow('killed');
    await handle(cause);
    expect(calls).toEqual(['create']);
    expect(await types()).toEqual(['OperationAttempted', 'OperationSucceeded']);
  });

  it('after telling daily results does not tell them again', async () => {
    const store = storeThatDies('OperationSucceeded', 'before');
    const { start, handle, last } = await startWorker({}, store);
    const cause = await start({ kind: 'fetch-metrics', platformCampaignId: '77', since: '2026-11-25' });
    await expect(handle(cause)).rejects.toThrow('killed');
    await handle(cause);
    expect(await last()).toMatchObject({ type: 'OperationSucceeded', data: { result: { changedDays: 0 } } });
    expect((await store.load(`performance-${context.orchestrationId}-meta`)).events).toHaveLength(1);
  });

  it('in the middle of pausing simply pauses again', async () => {
    const { start, handle, calls, types } = await startWorker({}, storeThatDies('OperationSucceeded', 'before'));
    const cause = await start(pauseTask);
    await expect(handle(cause)).rejects.toThrow('killed');
    await handle(cause);
    expect(calls).toEqual(['status', 'status']);
    expect(await types()).toEqual(['OperationAttempted', 'OperationAttempted', 'OperationSucceeded']);
  });
});
