import { type OrchestrationId, orchestrationCodec, type SyncSettings } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { allWell } from '../testing/answerer.ts';
import { newWorkflowId } from '../testing/samples.ts';
import { openWorld, type World } from '../testing/world.ts';

let world: World;
let orchestrator: Awaited<ReturnType<World['start']>>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.answerWith(allWell);
  orchestrator = await world.start();
});
afterEach(async () => {
  await orchestrator.stop();
  await world.pool.query('delete from orchestrator.timers');
});

const minuteMs = 60_000;
const every15 = { sync: { strategy: 'auto', frequencyMinutes: 15 } } as const;

const syncs = async (id: OrchestrationId) =>
  (await world.events(`orchestration-${id}`))
    .map((event) => orchestrationCodec.decode(event))
    .filter((event) => event.type === 'SyncRequested')
    .map(({ data }) => data);

/** Due times of the orchestration's timers, in minutes from now. */
const beats = async (id: OrchestrationId): Promise<readonly number[]> => {
  const { rows } = await world.pool.query<{ due_at: Date }>(
    `select due_at from orchestrator.timers where stream = $1 and kind like '%-sync' order by due_at`,
    [`orchestration-${id}`],
  );
  return rows.map(({ due_at }) => Math.round((due_at.getTime() - world.clock.now().getTime()) / minuteMs));
};

const hasBeats = (id: OrchestrationId, ...expected: readonly number[]) =>
  eventually(async () => expect(await beats(id)).toEqual(expected));

/** Other settings; without any, another description. */
const update = (id: OrchestrationId, sync: SyncSettings | undefined) =>
  world.send(id, {
    type: 'UpdateOrchestration',
    data: {
      ...(sync === undefined ? { description: 'New' } : { sync }),
      workflowId: newWorkflowId(),
      now: world.clock.now().toISOString(),
    },
  });

const allSettled = (id: OrchestrationId, count: number) =>
  eventually(async () => {
    const requested = await syncs(id);
    expect(requested).toHaveLength(count);
    expect((await world.state(id)).syncRun).toBeNull();
    return requested;
  });

describe('Auto-sync', () => {
  it('asks for a full sync every 15 minutes', async () => {
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    for (const count of [1, 2, 3]) {
      await world.moveOn(15 * minuteMs);
      const requested = await allSettled(id, count);
      expect(requested.at(-1)).toMatchObject({ syncType: 'full', trigger: 'auto' });
      await hasBeats(id, 15);
    }
    expect(new Set((await syncs(id)).map(({ workflowId }) => workflowId)).size).toBe(3);
  });

  it('does not happen for an orchestration that is synced by hand', async () => {
    const id = await world.deployed();
    await world.caughtUp();
    expect(await beats(id)).toEqual([]);
  });

  it('makes up for missed beats with one sync', async () => {
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    await orchestrator.stop();
    await world.moveOn(68 * minuteMs);
    orchestrator = await world.start();
    await allSettled(id, 1);
    await hasBeats(id, 7);
  });

  it('ends when the orchestration is paused and begins again when it is resumed', async () => {
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    await world.settled(id, await world.ask(id, 'RequestPause'));
    await world.moveOn(15 * minuteMs);
    await hasBeats(id);
    expect(await syncs(id)).toEqual([]);
    await world.settled(id, await world.ask(id, 'RequestResume'));
    await hasBeats(id, 15);
  });

  it('stays one chain when the orchestration is paused and resumed between two beats', async () => {
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    await world.moveOn(5 * minuteMs);
    await world.settled(id, await world.ask(id, 'RequestPause'));
    await world.settled(id, await world.ask(id, 'RequestResume'));
    await world.caughtUp();
    expect(await beats(id)).toEqual([10]);
  });

  it('leaves out a beat while a sync is still running', async () => {
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    const until = new Date(world.clock.now().getTime() + 40 * minuteMs).toISOString();
    world.answerWith((asked) => (asked.task.kind === 'fetch-metrics' ? { until } : allWell(asked)));
    await world.moveOn(15 * minuteMs);
    await hasBeats(id, 15);
    await world.moveOn(15 * minuteMs);
    await hasBeats(id, 15);
    expect(await syncs(id)).toHaveLength(1);
    await world.moveOn(11 * minuteMs);
    await allSettled(id, 1);
  });

  it('begins anew at once when it is to be more often, or less often', async () => {
    const id = await world.deployed({ sync: { strategy: 'auto', frequencyMinutes: 60 } });
    await hasBeats(id, 60);
    await world.moveOn(20 * minuteMs);
    await hasBeats(id, 40);
    await update(id, { strategy: 'auto', frequencyMinutes: 5 });
    await hasBeats(id, 5);
    await world.moveOn(5 * minuteMs);
    await allSettled(id, 1);
    await hasBeats(id, 5);
    await update(id, { strategy: 'auto', frequencyMinutes: 120 });
    await hasBeats(id, 120);
  });

  it('does not begin anew for what does not concern it, nor for a change that is delivered again', async () => {
    const id = await world.deployed(every15);
    await update(id, { strategy: 'auto', frequencyMinutes: 30 });
    await hasBeats(id, 30);
    await world.moveOn(10 * minuteMs);
    await update(id, undefined);
    await world.caughtUp();
    expect(await beats(id)).toEqual([20]);
    await world.moveOn(20 * minuteMs);
    await allSettled(id, 1);
    await hasBeats(id, 30);
    await orchestrator.stop();
    await world.rewind();
    orchestrator = await world.start();
    await world.caughtUp();
    expect(await beats(id)).toEqual([30]);
  });

  it('begins when it is chosen for an active orchestration, and ends when it is chosen no more', async () => {
    const id = await world.deployed();
    await update(id, { strategy: 'auto', frequencyMinutes: 10 });
    await hasBeats(id, 10);
    await update(id, { strategy: 'manual', frequencyMinutes: 10 });
    await world.moveOn(10 * minuteMs);
    await hasBeats(id);
    expect(await syncs(id)).toEqual([]);
  });

  it('beats once when two orchestrators are there', async () => {
    const other = await world.start();
    const id = await world.deployed(every15);
    await hasBeats(id, 15);
    await world.moveOn(15 * minuteMs);
    await allSettled(id, 1);
    await hasBeats(id, 15);
    await other.stop();
  });
});
