import { operationCodec, type StoredEvent } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { allWell, type Script } from '../testing/answerer.ts';
import { draft, newOrchestrationId } from '../testing/samples.ts';
import { openWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(() => world.answerWith(allWell));

const hourMs = 3_600_000;

/** Creations come again after a time of their own, everything else is answered at once. */
const deferredBy =
  (ms: Readonly<Record<string, number>>): Script =>
  (asked) =>
    asked.task.kind === 'create-campaign'
      ? { until: new Date(world.clock.now().getTime() + (ms[asked.platform] ?? 0)).toISOString() }
      : allWell(asked);

const requestDeployment = async () => {
  const id = newOrchestrationId();
  await world.send(id, draft(id));
  return { id, run: await world.ask(id, 'RequestDeployment') };
};

const timers = async (): Promise<number> =>
  Number(
    (await world.pool.query<{ count: string }>(`select count(*) from orchestrator.timers where kind = 'operation-due'`))
      .rows[0]?.count,
  );
const dueEvents = async (run: string): Promise<readonly StoredEvent[]> =>
  (await world.log()).filter(
    (event) => event.type === 'OperationDue' && (event.data as Readonly<{ workflowId: string }>).workflowId === run,
  );
const platformOf = (event: StoredEvent): string => (event.data as Readonly<{ platform: string }>).platform;

describe('A deferred operation', () => {
  it('comes again when its time has come, within a moment', async () => {
    const orchestrator = await world.start();
    world.answerWith(deferredBy({ meta: 300, google: 300, tiktok: 400 }));
    const { id, run } = await requestDeployment();
    expect(await world.settled(id, run)).toBe('completed');
    const due = await dueEvents(run);
    expect(due.map(platformOf).toSorted()).toEqual(['google', 'meta', 'tiktok']);
    for (const event of due) {
      const deferred = (await world.events(event.stream)).find(({ type }) => type === 'OperationDeferred');
      if (deferred === undefined) throw new Error('not deferred');
      const { until } = operationCodec.decode(deferred).data as Readonly<{ until: string }>;
      const lateMs = event.recordedAt.getTime() - Date.parse(until);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(150);
      expect(event.metadata.causationId).toBe(deferred.metadata.eventId);
    }
    expect(await timers()).toBe(0);
    await orchestrator.stop();
  });

  it('comes again in the order of time after nobody was there, and once', async () => {
    const first = await world.start();
    world.answerWith(deferredBy({ meta: 3 * hourMs, google: hourMs, tiktok: 2 * hourMs }));
    const { id, run } = await requestDeployment();
    await eventually(async () => expect(await timers()).toBe(3));
    await first.stop();

    await world.moveOn(4 * hourMs);
    const next = await Promise.all([world.start(), world.start()]);
    expect(await world.settled(id, run)).toBe('completed');
    expect((await dueEvents(run)).map(platformOf)).toEqual(['google', 'tiktok', 'meta']);
    await eventually(async () => expect(await timers()).toBe(0));
    await Promise.all(next.map(({ stop }) => stop()));
  });

  it('is not fired again when its deferral is delivered again', async () => {
    const { length } = await world.log();
    await world.rewind();
    const orchestrator = await world.start();
    await world.caughtUp();
    await eventually(async () => expect(await timers()).toBe(0));
    await orchestrator.stop();
    expect(await world.log()).toHaveLength(length);
  });

  it('is left alone when the operation has gone on by itself', async () => {
    const orchestrator = await world.start();
    world.answerWith(deferredBy({ meta: hourMs, google: hourMs, tiktok: hourMs }));
    const { run } = await requestDeployment();
    await eventually(async () => expect(await timers()).toBe(3));
    const deferred = (await world.log()).filter(
      ({ type, data }) => type === 'OperationDeferred' && (data as { workflowId: string }).workflowId === run,
    );
    for (const { stream, revision, metadata, data } of deferred) {
      const { task, until, reason, error, looks, attempt, ...context } = data as Record<string, unknown>;
      await world.store.append(stream, revision, [
        {
          type: 'OperationAttempted',
          data: { ...context, attempt: 1, purpose: 'call', task },
          metadata: { ...metadata, eventId: crypto.randomUUID(), commandId: crypto.randomUUID() },
        },
      ]);
    }
    await world.moveOn(2 * hourMs);
    await eventually(async () => expect(await timers()).toBe(0));
    expect(await dueEvents(run)).toEqual([]);
    await orchestrator.stop();
  });

  it('comes again although every connection to Postgres was lost meanwhile', async () => {
    const orchestrator = await world.start();
    world.answerWith(deferredBy({ meta: 600, google: 600, tiktok: 600 }));
    const { id, run } = await requestDeployment();
    await eventually(async () => expect(await timers()).toBe(3));
    await world.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    expect(await world.settled(id, run)).toBe('completed');
    expect(await dueEvents(run)).toHaveLength(3);
    await orchestrator.stop();
  });
});
