import { randomUUID } from 'node:crypto';
import {
  connectionId,
  mappingId,
  type OrchestrationId,
  orchestrationCodec,
  orchestrationId,
  orgId,
  templateId,
  workflowId,
} from '@campaigns/contracts';
import { type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import { commandHandler, type EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { budgetsAtDawn, orchestrationMemory } from './orchestration-memory.ts';

const unit = 1_000_000;
const org = orgId.parse(randomUUID());
const platforms = ['meta', 'google'] as const;

const draft = (id: OrchestrationId): OrchestrationCommand => ({
  type: 'DraftOrchestration',
  data: {
    ...{ orchestrationId: id, orgId: org, templateId: templateId.parse(randomUUID()), name: 'Spring' },
    ...{ description: null, category: 'conversion', objective: 'sales', failurePolicy: 'continue' },
    totalBudget: { micros: 2_000 * unit, currency: 'USD' },
    allocation: platforms.map((platform) => ({ platform, amountMicros: 1_000 * unit })),
    mappings: platforms.map((platform) => ({
      ...{ mappingId: mappingId.parse(randomUUID()), platform, connectionId: connectionId.parse(randomUUID()) },
      ...{ adAccountId: platform, config: {} },
    })),
    schedule: { startAt: null, endAt: null, durationDays: 60 },
    ...{ sync: { strategy: 'manual', frequencyMinutes: 15 }, creatives: [], creativeRequirements: {} },
  },
});

const split = (meta: number, google: number): OrchestrationCommand => ({
  type: 'ChangeBudget',
  data: {
    totalBudget: { micros: (meta + google) * unit, currency: 'USD' },
    allocation: [
      { platform: 'meta', amountMicros: meta * unit },
      { platform: 'google', amountMicros: google * unit },
    ],
    ...{ workflowId: workflowId.parse(randomUUID()), now: '2026-04-20T12:00:00.000Z' },
  },
});

/** A log in which somebody commands one orchestration, and what of it has been read. */
const observed = () => {
  const log = inMemoryEventStore();
  const id = orchestrationId.parse(randomUUID());
  const handle = commandHandler(log, orchestrationDecider, orchestrationCodec);
  const read: number[] = [];
  const store: EventStore = {
    ...log,
    load: async (stream, behind) => {
      const loaded = await log.load(stream, behind);
      read.push(loaded.events.length);
      return loaded;
    },
  };
  const command = async (what: OrchestrationCommand, occurredAt: string, of = id): Promise<void> => {
    const commandId = randomUUID();
    const actor = { kind: 'user', id: 'maria' } as const;
    const context = { commandId, orgId: org, actor, correlationId: commandId, causationId: commandId, occurredAt };
    await handle(`orchestration-${of}`, what, context);
  };
  return { id, store, read, command };
};

const partsAt = async (known: Promise<Parameters<typeof budgetsAtDawn>[0]>, now: string) =>
  [...budgetsAtDawn(await known, new Date(now)).values()].map((micros) => micros / unit);

describe('What is remembered of an orchestration', () => {
  it('is what somebody knows who reads everything, whenever it was looked at before', async () => {
    const { id, store, command } = observed();
    const memory = orchestrationMemory(store);
    const steps: readonly (readonly [OrchestrationCommand, string])[] = [
      [draft(id), '2026-04-18T09:00:00.000Z'],
      [split(900, 1_100), '2026-04-18T10:00:00.000Z'],
      [split(800, 1_200), '2026-04-19T10:00:00.000Z'],
      [split(700, 1_200), '2026-04-19T11:00:00.000Z'],
      [split(600, 1_400), '2026-04-21T11:00:00.000Z'],
    ];
    for (const [what, at] of steps) {
      await command(what, at);
      expect(await memory.know(id)).toEqual(await orchestrationMemory(store).know(id));
    }
    const { changes, state } = await memory.know(id);
    expect(changes.changes).toHaveLength(7);
    expect(state).toMatchObject({ totalBudget: { micros: 2_000 * unit } });
  });

  it('is not read again: only what has been added since is', async () => {
    const { id, store, read, command } = observed();
    const memory = orchestrationMemory(store);
    await command(draft(id), '2026-04-18T09:00:00.000Z');
    await command(split(900, 1_100), '2026-04-18T10:00:00.000Z');
    const { revision } = await memory.know(id);
    await memory.know(id);
    await command(split(800, 1_200), '2026-04-18T11:00:00.000Z');
    expect((await memory.know(id)).revision).toBe(revision + 1n);
    expect(read).toEqual([Number(revision) + 1, 0, 1]);
  });

  it('is forgotten when there is too much of it, the longest unused first', async () => {
    const { id, store, read, command } = observed();
    const [second, third] = [randomUUID(), randomUUID()].map((other) => orchestrationId.parse(other)) as [
      OrchestrationId,
      OrchestrationId,
    ];
    for (const each of [id, second, third]) await command(draft(each), '2026-04-18T09:00:00.000Z', each);
    const memory = orchestrationMemory(store, 2);
    for (const each of [id, second, id, third]) await memory.know(each);
    read.length = 0;
    await memory.know(id);
    expect(read).toEqual([0]);
    await memory.know(second);
    expect(read.at(-1)).toBeGreaterThan(0);
  });

  it('is nothing where there is no such orchestration', async () => {
    const { id, store } = observed();
    expect((await orchestrationMemory(store).know(id)).state.status).toBe('absent');
  });
});

describe('What a platform had when the day began', () => {
  it('is what it was drafted with on the first day, and on others what was left by the day before', async () => {
    const { id, store, command } = observed();
    const memory = orchestrationMemory(store);
    await command(draft(id), '2026-04-18T09:00:00.000Z');
    await command(split(900, 1_100), '2026-04-18T10:00:00.000Z');
    expect(await partsAt(memory.know(id), '2026-04-18T12:00:00.000Z')).toEqual([1_000, 1_000]);
    expect(await partsAt(memory.know(id), '2026-04-19T12:00:00.000Z')).toEqual([900, 1_100]);
    await command(split(800, 1_200), '2026-04-19T13:00:00.000Z');
    await command(split(700, 1_300), '2026-04-19T14:00:00.000Z');
    expect(await partsAt(memory.know(id), '2026-04-19T15:00:00.000Z')).toEqual([900, 1_100]);
    // What is from a clock that is ahead is not of today yet.
    await command(split(500, 1_500), '2026-04-20T00:00:01.000Z');
    expect(await partsAt(memory.know(id), '2026-04-19T23:59:59.000Z')).toEqual([900, 1_100]);
    expect(await partsAt(memory.know(id), '2026-04-20T00:00:02.000Z')).toEqual([700, 1_300]);
  });
});
