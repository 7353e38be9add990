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

const scheduled = (cron: string, zone?: string): SyncSettings => ({
  strategy: 'scheduled',
  frequencyMinutes: 15,
  cron,
  ...(zone === undefined ? {} : { zone }),
});

/** Makes it that instant. */
const moveTo = (instant: string) => world.moveOn(Date.parse(instant) - world.clock.now().getTime());

const syncs = async (id: OrchestrationId) =>
  (await world.events(`orchestration-${id}`))
    .map((event) => ({ ...orchestrationCodec.decode(event), at: event.metadata.occurredAt }))
    .flatMap((event) => (event.type === 'SyncRequested' ? [{ ...event.data, at: event.at }] : []));

const hasTimers = (id: OrchestrationId, ...expected: readonly string[]) =>
  eventually(async () => {
    const { rows } = await world.pool.query<{ kind: string; due_at: Date }>(
      `select kind, due_at from orchestrator.timers where stream = $1 and kind like '%-sync'`,
      [`orchestration-${id}`],
    );
    expect(rows.map(({ kind, due_at }) => `${kind} ${due_at.toISOString()}`)).toEqual(expected);
  });

const allSettled = (id: OrchestrationId, count: number) =>
  eventually(async () => {
    const requested = await syncs(id);
    expect(requested).toHaveLength(count);
    expect((await world.state(id)).syncRun).toBeNull();
    return requested;
  });

describe('A sync by schedule', () => {
  it('happens at its time on the clock of its zone, on the day on which the clock is put forward too, once', async () => {
    await moveTo('2027-03-26T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('30 2 * * *', 'Europe/Berlin') });
    // The flight is thirty days long; on 28 March clocks go from 02:00 to 03:00.
    const beats = ['2027-03-27T01:30:00.000Z', '2027-03-28T01:00:00.000Z', '2027-03-29T00:30:00.000Z'];
    for (const [before, beat] of beats.entries()) {
      await hasTimers(id, `cron-sync ${beat}`);
      await moveTo(new Date(Date.parse(beat) - minuteMs).toISOString());
      expect(await syncs(id)).toHaveLength(before);
      await moveTo(beat);
      const requested = await allSettled(id, before + 1);
      expect(requested.at(-1)).toMatchObject({ syncType: 'full', trigger: 'schedule' });
    }
    await hasTimers(id, 'cron-sync 2027-03-30T00:30:00.000Z');
  });

  it('happens once on the day on which its hour comes twice', async () => {
    await moveTo('2027-10-30T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('30 2 * * *', 'Europe/Berlin') });
    await hasTimers(id, 'cron-sync 2027-10-31T00:30:00.000Z');
    await moveTo('2027-10-31T00:30:00.000Z');
    await allSettled(id, 1);
    await hasTimers(id, 'cron-sync 2027-11-01T01:30:00.000Z');
    await moveTo('2027-10-31T01:30:00.000Z');
    await hasTimers(id, 'cron-sync 2027-11-01T01:30:00.000Z');
    expect(await syncs(id)).toHaveLength(1);
  });

  it('goes by UTC where no zone is named', async () => {
    await moveTo('2027-11-10T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('15 6 * * *') });
    await hasTimers(id, 'cron-sync 2027-11-11T06:15:00.000Z');
  });

  it('makes up for what was missed with one sync and goes on at its times', async () => {
    await moveTo('2027-11-12T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('0 3 * * *', 'America/New_York') });
    await hasTimers(id, 'cron-sync 2027-11-13T08:00:00.000Z');
    await orchestrator.stop();
    await moveTo('2027-11-16T09:30:00.000Z');
    orchestrator = await world.start();
    await allSettled(id, 1);
    await hasTimers(id, 'cron-sync 2027-11-17T08:00:00.000Z');
  });

  it('ends when the orchestration is paused and begins again when it is resumed', async () => {
    await moveTo('2027-11-20T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('0 3 * * *') });
    await hasTimers(id, 'cron-sync 2027-11-21T03:00:00.000Z');
    await world.settled(id, await world.ask(id, 'RequestPause'));
    await moveTo('2027-11-21T03:00:00.000Z');
    await hasTimers(id);
    expect(await syncs(id)).toEqual([]);
    await world.settled(id, await world.ask(id, 'RequestResume'));
    await hasTimers(id, 'cron-sync 2027-11-22T03:00:00.000Z');
  });

  it('follows other settings: another time, another strategy', async () => {
    await moveTo('2027-12-01T12:00:00.000Z');
    const id = await world.deployed({ sync: scheduled('0 3 * * *') });
    await hasTimers(id, 'cron-sync 2027-12-02T03:00:00.000Z');
    const update = (sync: SyncSettings) =>
      world.send(id, {
        type: 'UpdateOrchestration',
        data: { sync, workflowId: newWorkflowId(), now: world.clock.now().toISOString() },
      });
    await update(scheduled('0 22 * * *'));
    await hasTimers(id, 'cron-sync 2027-12-01T22:00:00.000Z');
    await update(scheduled('0 5 * * *'));
    await hasTimers(id, 'cron-sync 2027-12-02T05:00:00.000Z');
    await update({ strategy: 'manual', frequencyMinutes: 15 });
    await moveTo('2027-12-02T05:00:00.000Z');
    await hasTimers(id);
    expect(await syncs(id)).toEqual([]);
  });

  it('has no times where its expression or its zone is none', async () => {
    for (const sync of [scheduled('every day'), scheduled('0 3 * * *', 'Mars/Olympus')]) await world.deployed({ sync });
    await world.caughtUp();
    const { rowCount } = await world.pool.query(`select from orchestrator.timers where kind = 'cron-sync'`);
    expect(rowCount).toBe(0);
  });
});
