import { randomUUID } from 'node:crypto';
import { type RuleId, ruleCodec, ruleDocument, ruleId as ruleIdSchema } from '@campaigns/contracts';
import { ruleDecider } from '@campaigns/domain';
import { commandHandler } from '@campaigns/event-sourcing';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { org } from '../testing/samples.ts';
import { openWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const content = (cron: string, zone = 'UTC') => ({
  ...{ name: 'Every morning', ruleType: 'budget_reallocation' as const, priority: 'medium' as const },
  document: ruleDocument.parse({
    scope: { level: 'orchestration' },
    when: { metric: 'impressions', op: '>', value: { count: 100 } },
    actions: [{ action: 'reallocate' }],
    trigger: { on: 'schedule', cron, zone },
  }),
});

const moveTo = (instant: string) => world.moveOn(Date.parse(instant) - world.clock.now().getTime());

type Command = Parameters<typeof ruleDecider.decide>[0];
/** `now` and the rule's id are added. */
type Said = Readonly<{ type: Command['type']; data?: object }>;

const send = async (ruleId: RuleId, { type, data }: Said): Promise<void> => {
  const commandId = randomUUID();
  const now = world.clock.now().toISOString();
  const actor = { kind: 'user', id: 'anna' } as const;
  await commandHandler(world.store, ruleDecider, ruleCodec)(
    `rule-${ruleId}`,
    { type, data: { ruleId, now, ...data } } as Command,
    { commandId, orgId: org, actor, correlationId: commandId, causationId: commandId, occurredAt: now },
  );
};

const created = async (cron: string, zone?: string): Promise<RuleId> => {
  const ruleId = ruleIdSchema.parse(randomUUID());
  const data = { orgId: org, orchestrationId: null, content: content(cron, zone), enabled: true };
  await send(ruleId, { type: 'CreateRule', data });
  return ruleId;
};

const dues = async (ruleId: RuleId): Promise<readonly string[]> =>
  (await world.events(`rule-${ruleId}`))
    .map(ruleCodec.decode)
    .flatMap((event) => (event.type === 'RuleDue' ? [event.data.dueAt] : []));

const waitsFor = (ruleId: RuleId, ...instants: readonly string[]) =>
  eventually(async () => {
    const { rows } = await world.pool.query<{ due_at: Date }>(
      `select due_at from orchestrator.timers where stream = $1 and kind = 'rule-due'`,
      [`rule-${ruleId}`],
    );
    expect(rows.map(({ due_at }) => due_at.toISOString())).toEqual(instants);
  });

const becameDue = (ruleId: RuleId, ...instants: readonly string[]) =>
  eventually(async () => expect(await dues(ruleId)).toEqual(instants));

describe('A rule with a schedule', () => {
  it('is due at its times on the clock of its zone, once each, and once for all that nobody was there for', async () => {
    await moveTo('2027-05-03T03:00:00.000Z');
    const first = await world.start();
    const ruleId = await created('0 6 * * *', 'Europe/Berlin');
    await waitsFor(ruleId, '2027-05-03T04:00:00.000Z');
    await moveTo('2027-05-03T04:00:00.000Z');
    await becameDue(ruleId, '2027-05-03T04:00:00.000Z');
    await waitsFor(ruleId, '2027-05-04T04:00:00.000Z');
    await first.stop();
    await moveTo('2027-05-06T09:00:00.000Z');
    const [second, third] = await Promise.all([world.start(), world.start()]);
    await becameDue(ruleId, '2027-05-03T04:00:00.000Z', '2027-05-04T04:00:00.000Z');
    await waitsFor(ruleId, '2027-05-07T04:00:00.000Z');
    await Promise.all([second.stop(), third.stop()]);
  });

  it('takes another time with another schedule, and none while it is disabled', async () => {
    await moveTo('2027-06-01T00:00:00.000Z');
    const orchestrator = await world.start();
    const ruleId = await created('0 6 * * *');
    await waitsFor(ruleId, '2027-06-01T06:00:00.000Z');
    await send(ruleId, { type: 'ChangeRule', data: { content: content('0 9 * * *') } });
    await waitsFor(ruleId, '2027-06-01T09:00:00.000Z');
    await send(ruleId, { type: 'DisableRule', data: { reason: 'Holidays' } });
    await moveTo('2027-06-01T09:00:00.000Z');
    await waitsFor(ruleId);
    expect(await dues(ruleId)).toEqual([]);
    await send(ruleId, { type: 'EnableRule' });
    await waitsFor(ruleId, '2027-06-02T09:00:00.000Z');
    await orchestrator.stop();
  });
});
