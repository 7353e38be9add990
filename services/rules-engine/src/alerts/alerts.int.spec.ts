import { type AlertEvent, alertCodec, connectionId, type OrchestrationId, type OrgId } from '@campaigns/contracts';
import { deadLetters } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, platforms, unit, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.close());

let engine: Awaited<ReturnType<World['start']>> | undefined;
afterEach(async () => {
  await engine?.stop();
  engine = undefined;
});
const begin = async (): Promise<void> => {
  engine = await world.start(world.store, { deadLetters: deadLetters(world.pool) });
};

/** Everything that happened to alerts of an organisation, in order. */
const alertsOf = async (org: OrgId): Promise<readonly AlertEvent[]> =>
  (await world.store.readAll('start', 100_000))
    .filter(({ stream, metadata }) => stream.startsWith('alert-') && metadata.orgId === org)
    .map(alertCodec.decode);

const openings = async (org: OrgId) =>
  (await alertsOf(org)).flatMap((event) => (event.type === 'AlertOpened' ? [event.data] : []));
const settled = () => world.caughtUp(['alerts']);
const day = (spend: number) => ({ spend, impressions: 100, clicks: 3 });

/** How often each threshold has been told, by its per cent. */
const told = async (org: OrgId) =>
  (await openings(org)).filter(({ kind }) => kind === 'budget_threshold').map(({ threshold }) => threshold);

const changeTotal = (org: OrgId, id: OrchestrationId, total: number) =>
  world.command(org, id, {
    type: 'ChangeBudget',
    data: {
      totalBudget: { micros: total * unit, currency: 'USD' },
      allocation: platforms.map((platform) => ({ platform, amountMicros: (total / 3) * unit })),
      ...{ workflowId: crypto.randomUUID() as never, now: world.clock.now().toISOString() },
    },
  });

describe('Alerts about the budget', () => {
  it('open once per threshold and total, however often results are told, and anew for another total', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await begin();
    await world.report(org, id, 'meta', [day(2_200)]);
    await settled();
    expect(await told(org)).toEqual([]);
    await world.report(org, id, 'meta', [day(2_250)]);
    await world.report(org, id, 'meta', [day(2_260)]);
    await settled();
    expect(await told(org)).toEqual([75]);
    await world.report(org, id, 'google', [day(800)]);
    await settled();
    expect(await told(org)).toEqual([75, 90, 100]);
    expect((await openings(org)).find(({ threshold }) => threshold === 90)).toMatchObject({
      ...{ kind: 'budget_threshold', severity: 'warning', subject: { orchestrationId: id, percent: 90 }, episode: 1 },
      values: { spent: 3_060, budget: 3_000, share: 102, currency: 'USD' },
    });
    await changeTotal(org, id, 3_300);
    await settled();
    // 92.7 % of the new total: 75 and 90 are told of it, 100 has passed.
    expect((await told(org)).slice(3).toSorted()).toEqual([75, 90]);
    const resolved = (await alertsOf(org)).flatMap((event) => (event.type === 'AlertResolved' ? [event.data.by] : []));
    expect(resolved).toEqual(['system', 'system', 'system']);
  });

  it('go by the thresholds of the orchestration, and are not told while their kind is muted', async () => {
    const org = world.newOrg();
    const [own, other] = [await world.campaign(org), await world.campaign(org)];
    const set = (onlyFor: OrchestrationId | null, thresholds: readonly number[], mutedKinds: readonly 'drift'[] = []) =>
      world.append(org, `alertsettings-${org}`, {
        type: 'AlertSettingsChanged',
        data: {
          ...{ orgId: org, onlyFor, at: world.clock.now().toISOString() },
          settings: { thresholds, hysteresisPoints: 2, zeroSpendHours: 24, mutedKinds },
        },
      });
    await set(own, [50]);
    await begin();
    for (const id of [own, other]) await world.report(org, id, 'meta', [day(1_600)]);
    await settled();
    expect(await openings(org)).toMatchObject([{ threshold: 50, subject: { orchestrationId: own } }]);
    // Other thresholds are looked at at once, and one that is gone takes its alert with it.
    await set(own, [40]);
    await eventually(async () => expect(await told(org)).toEqual([50, 40]));
    await settled();
    expect((await alertsOf(org)).filter(({ type }) => type === 'AlertResolved')).toHaveLength(1);
    await world.append(org, `alertsettings-${org}`, {
      type: 'AlertSettingsChanged',
      data: {
        ...{ orgId: org, onlyFor: own, at: world.clock.now().toISOString() },
        settings: { thresholds: [45], hysteresisPoints: 2, zeroSpendHours: 24, mutedKinds: ['budget_threshold'] },
      },
    });
    await world.report(org, own, 'meta', [day(1_700)]);
    await settled();
    expect(await told(org)).toEqual([50, 40]);
  });

  it('say nothing twice when everything is delivered again', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await begin();
    await world.report(org, id, 'meta', [day(2_800)]);
    await settled();
    const before = await alertsOf(org);
    expect(before.length).toBeGreaterThan(0);
    await engine?.stop();
    await world.rewind('alerts');
    await begin();
    await settled();
    expect(await alertsOf(org)).toEqual(before);
  });
});

describe('Alerts about access and syncs', () => {
  it('open when a platform refuses a connection, and resolve when it works again', async () => {
    const org = world.newOrg();
    await begin();
    const id = connectionId.parse(crypto.randomUUID());
    const stream = `connection-${id}` as const;
    await world.append(org, stream, {
      type: 'ConnectionRegistered',
      data: {
        ...{ connectionId: id, orgId: org, platform: 'meta', name: 'Main', adAccountId: 'act_1', currency: 'USD' },
        ...{ timeZone: 'UTC', scopes: ['ads'] },
      },
    });
    await world.append(org, stream, {
      type: 'ConnectionSuspended',
      data: { connectionId: id, reason: 'token_expired', message: 'Session has expired' },
    });
    await settled();
    expect(await openings(org)).toMatchObject([
      { kind: 'connection_suspended', severity: 'critical', subject: { connectionId: id, platform: 'meta' } },
    ]);
    await world.append(org, stream, { type: 'ConnectionRestored', data: { connectionId: id } });
    await settled();
    expect((await alertsOf(org)).map(({ type }) => type)).toEqual(['AlertOpened', 'AlertResolved']);
    const { rowCount: kept } = await world.pool.query('select from rules.open_alerts where org_id = $1', [org]);
    expect(kept).toBe(0);
  });

  it('come by the time alone, also after a restart: nobody has looked for three sync periods', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await world.command(org, id, {
      type: 'UpdateOrchestration',
      data: {
        sync: { strategy: 'auto', frequencyMinutes: 30 },
        ...{ workflowId: crypto.randomUUID() as never, now: world.clock.now().toISOString() },
      },
    });
    await begin();
    await settled();
    expect(await openings(org)).toEqual([]);
    await engine?.stop();
    world.clock.moveOn(91 * 60_000);
    await begin();
    await eventually(async () => expect(await openings(org)).toHaveLength(3));
    expect((await openings(org))[0]).toMatchObject({ kind: 'sync_stale', threshold: 90, values: { minutes: 91 } });
  });

  it('are open again when the time comes that they were put off to', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await begin();
    await world.report(org, id, 'meta', [day(2_300)]);
    await settled();
    const [opened] = await openings(org);
    if (opened === undefined) throw new Error('Nothing has opened');
    const { alertId } = opened;
    const until = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
    await world.append(org, `alert-${alertId}`, {
      type: 'AlertSnoozed',
      data: { alertId, episode: 1, until, at: world.clock.now().toISOString() },
    });
    await settled();
    const types = async () => (await alertsOf(org)).map(({ type }) => type);
    expect(await types()).toEqual(['AlertOpened', 'AlertSnoozed']);
    world.clock.moveOn(3_600_000);
    await eventually(async () => expect(await types()).toEqual(['AlertOpened', 'AlertSnoozed', 'AlertSnoozeEnded']));
  });
});

describe('Alerts about the system', () => {
  it('open for the organisation whose message nobody could handle, and resolve when it is gone', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    const { rows } = await world.pool.query<{ position: string }>('select max(position) as position from log.events');
    await world.pool.query(
      `insert into log.dead_letters (id, group_name, topic, key, position, reason, attempts, died_at)
       values (gen_random_uuid(), 'elsewhere', 'campaign-events', $1, $2, 'unreadable', 8, now())`,
      [id, rows[0]?.position],
    );
    await world.pool.query(`delete from rules.alert_checks where kind = 'dead-letters'`);
    await begin();
    await eventually(async () =>
      expect(await openings(org)).toMatchObject([
        { kind: 'dead_letters', severity: 'critical', values: { count: 1, groups: 'elsewhere' } },
      ]),
    );
    await world.pool.query('delete from log.dead_letters');
    world.clock.moveOn(15 * 60_000);
    await eventually(async () =>
      expect((await alertsOf(org)).map(({ type }) => type)).toEqual(['AlertOpened', 'AlertResolved']),
    );
  });
});

describe('A consumer that is new, or was away', () => {
  const hourMs = 3_600_000;
  const syncHourly = (org: OrgId, id: OrchestrationId) =>
    world.command(org, id, {
      type: 'UpdateOrchestration',
      data: {
        sync: { strategy: 'auto', frequencyMinutes: 60 },
        ...{ workflowId: crypto.randomUUID() as never, now: world.clock.now().toISOString() },
      },
    });

  it('for a day tells all of what it has missed', async () => {
    const org = world.newOrg();
    const id = await world.campaign(org);
    await begin();
    await settled();
    await engine?.stop();
    await world.report(org, id, 'meta', [day(2_300)]);
    world.clock.moveOn(30 * hourMs);
    await begin();
    await settled();
    expect(await told(org)).toEqual([75]);
  });

  it('opens nothing from results of days ago, and looks at what is active as it is now', async () => {
    const org = world.newOrg();
    const [ended, id] = [await world.campaign(org), await world.campaign(org)];
    await syncHourly(org, id);
    for (const each of [ended, id]) await world.report(org, each, 'meta', [day(2_900)]);
    const run = crypto.randomUUID() as never;
    const now = world.clock.now().toISOString();
    await world.command(org, ended, { type: 'RequestCompletion', data: { workflowId: run, now } });
    await world.settle(org, ended, run, 'paused');
    world.clock.moveOn(49 * hourMs);
    await world.rewind('alerts');
    await world.pool.query('delete from rules.alert_checks');
    await begin();
    await settled();
    // Nobody has looked at its three platforms for two days, and that is so now.
    await eventually(async () => expect(await openings(org)).toHaveLength(3));
    expect((await openings(org)).map(({ kind, subject }) => [kind, subject.orchestrationId])).toEqual([
      ...[
        ['sync_stale', id],
        ['sync_stale', id],
        ['sync_stale', id],
      ],
    ]);
    await world.report(org, id, 'meta', [day(50)]);
    await settled();
    expect((await told(org)).toSorted()).toEqual([75, 90]);
  });
});
