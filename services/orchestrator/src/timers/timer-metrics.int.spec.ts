import { type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import { eventually, type MetricPoint, type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allWell } from '../testing/answerer.ts';
import { draft, newOrchestrationId } from '../testing/samples.ts';
import { openWorld, type World } from '../testing/world.ts';

const hourMs = 3_600_000;

let telemetry: RecordedTelemetry;
let world: World;
beforeAll(async () => {
  telemetry = await recordTelemetry();
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
  await telemetry.stop();
});

const pointsOf = async (name: string): Promise<readonly MetricPoint[]> => (await telemetry.points()).get(name) ?? [];
const overdue = async (): Promise<unknown> => (await pointsOf('campaigns.timer.overdue'))[0]?.value;
const timers = async (): Promise<number | null> =>
  (await world.pool.query(`select from orchestrator.timers where kind = 'operation-due'`)).rowCount;

describe('What is measured of timers', () => {
  it('is how long one has been due that cannot be fired, and how late each was when it is', async () => {
    world.answerWith((asked) =>
      asked.task.kind === 'create-campaign'
        ? { until: new Date(world.clock.now().getTime() + hourMs).toISOString() }
        : allWell(asked),
    );
    let isLogAway = false;
    const store: EventStore = {
      ...world.store,
      append: async (...args) => {
        if (isLogAway) throw new LogUnavailable('away');
        return world.store.append(...args);
      },
    };
    const orchestrator = await world.start(store);
    const id = newOrchestrationId();
    await world.send(id, draft(id));
    const run = await world.ask(id, 'RequestDeployment');
    await eventually(async () => expect(await timers()).toBe(3));
    expect(await overdue()).toBe(0);

    isLogAway = true;
    await world.moveOn(2 * hourMs);
    // The guard's, which was to look after ten minutes at what the deployment has started by then.
    await eventually(async () => expect(await overdue()).toBeGreaterThan(6_500));
    expect(await overdue()).toBeLessThan(6_700);
    isLogAway = false;
    expect(await world.settled(id, run)).toBe('completed');
    await eventually(async () => expect(await overdue()).toBe(0));
    await orchestrator.stop();

    const fired = (await pointsOf('campaigns.timer.lateness')).filter(
      ({ attributes }) =>
        attributes['campaigns.outcome'] === 'fired' && attributes['campaigns.timer.kind'] === 'operation-due',
    );
    expect(fired).toMatchObject([{ attributes: { 'campaigns.timer.kind': 'operation-due' }, value: { count: 3 } }]);
    const { sum } = Object(fired[0]?.value) as Readonly<{ sum: number }>;
    expect(sum).toBeGreaterThan(3 * 3_500);
    expect(sum).toBeLessThan(3 * 3_700);
  }, 60_000);
});
