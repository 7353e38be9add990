import { randomUUID } from 'node:crypto';
import type { DomainEvent, EventCodec, RecordedEvent, StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { idsOf, newStream, sampleEvents } from './contract-suites/index.ts';
import type { Decider } from './decider.ts';
import { derivedId } from './derived-id.ts';
import { ConcurrencyExhausted, RevisionMismatch, RuleViolation } from './errors.ts';
import type { EventStore } from './event-store.ts';
import { type CommandContext, commandHandler } from './handle-command.ts';

type Deposited = DomainEvent<'Deposited', { amount: number }>;

/** Adds up; refuses what is negative, ignores nothing. */
const account: Decider<number, number, Deposited> = {
  initialState: 0,
  decide: (amount) => {
    if (amount < 0) throw new RuleViolation('negative-amount', 'Only positive amounts can be deposited');
    return amount === 0 ? [] : [{ type: 'Deposited', data: { amount } }];
  },
  evolve: (balance, { data }) => balance + data.amount,
};

const decode = ({ type, data }: Pick<StoredEvent, 'type' | 'data'>): Deposited => ({ type, data }) as Deposited;
const codec: EventCodec<Deposited> = {
  types: ['Deposited'],
  latestVersion: () => 1,
  decode,
  decodeRecorded: (stored): RecordedEvent<Deposited> => ({ ...stored, ...decode(stored) }),
  knows: (type) => type === 'Deposited',
};

const context = (more: Partial<CommandContext> = {}): CommandContext => ({
  commandId: randomUUID(),
  orgId: randomUUID(),
  actor: { kind: 'user', id: 'ada' },
  correlationId: randomUUID(),
  causationId: randomUUID(),
  occurredAt: '2026-03-01T09:00:00.000Z',
  ...more,
});

/** A store in which another writer appends to the stream just before each of the first `times` appends. */
const contested = (store: EventStore, times: number): EventStore => {
  let left = times;
  return {
    ...store,
    append: async (stream, expected, events) => {
      if (left > 0) {
        left -= 1;
        const { revision } = await store.load(stream);
        const [event] = sampleEvents(1);
        if (event === undefined) throw new Error('one event expected');
        await store.append(stream, revision, [{ ...event, type: 'Deposited', data: { amount: 100 } }]);
      }
      return store.append(stream, expected, events);
    },
  };
};

describe('A command', () => {
  it('appends what was decided, with an envelope that names its cause', async () => {
    const [store, stream, given] = [inMemoryEventStore(), newStream('account'), context({ traceparent: '00-a-b-01' })];
    const result = await commandHandler(store, account, codec)(stream, 5, given);
    expect(result).toMatchObject({ state: 5, revision: 0n, repeated: false, events: [{ data: { amount: 5 } }] });
    const { events } = await store.load(stream);
    expect(result.position).toBe(events[0]?.position);
    const { expectedRevision: _, ...envelope } = { expectedRevision: undefined, ...given };
    expect(events[0]?.metadata).toEqual({ ...envelope, eventId: derivedId(given.commandId, 0), schemaVersion: 1 });
  });

  it('takes effect once when it is given twice, and answers as the first time', async () => {
    const [store, stream, given] = [inMemoryEventStore(), newStream('account'), context()];
    const handle = commandHandler(store, account, codec);
    const first = await handle(stream, 5, given);
    await handle(stream, 7, context());
    const again = await handle(stream, 5, given);
    expect(again).toMatchObject({ repeated: true, position: first.position, events: [{ data: { amount: 5 } }] });
    expect(idsOf(again.events as readonly StoredEvent[])).toEqual([derivedId(given.commandId, 0)]);
    expect((await store.load(stream)).events).toHaveLength(2);
  });

  it('takes effect once when it is given twice at the same time', async () => {
    const [store, stream, given] = [inMemoryEventStore(), newStream('account'), context()];
    const handle = commandHandler(store, account, codec);
    const results = await Promise.all([handle(stream, 5, given), handle(stream, 5, given)]);
    expect(new Set(results.map(({ position }) => position)).size).toBe(1);
    expect((await store.load(stream)).events).toHaveLength(1);
  });

  it('appends nothing when there is nothing to do', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const result = await commandHandler(store, account, codec)(stream, 0, context());
    expect(result).toEqual({ events: [], state: 0, revision: 'no-stream', position: undefined, repeated: false });
    expect(await store.head()).toBe('start');
  });

  it('is decided again on what another writer did meanwhile', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const result = await commandHandler(contested(store, 2), account, codec)(stream, 5, context());
    expect(result).toMatchObject({ state: 205, revision: 2n });
  });

  it('is given up when the stream keeps changing', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const handle = commandHandler(contested(store, 99), account, codec, 3);
    await expect(handle(stream, 5, context())).rejects.toThrow(ConcurrencyExhausted);
    expect((await store.load(stream)).events).toHaveLength(3);
  });

  it('is refused when the caller decided on an older revision', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const handle = commandHandler(store, account, codec);
    await handle(stream, 5, context());
    const { revision } = await handle(stream, 5, context({ expectedRevision: 0n }));
    expect(revision).toBe(1n);
    const late = handle(stream, 5, context({ expectedRevision: 0n }));
    await expect(late).rejects.toThrow(RevisionMismatch);
    await expect(late).rejects.toMatchObject({ actual: 1n });
  });

  it('still answers as the first time when the caller repeats it with the revision of back then', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const handle = commandHandler(store, account, codec);
    await handle(stream, 5, context());
    const given = context({ expectedRevision: 0n });
    await handle(stream, 6, given);
    expect(await handle(stream, 6, given)).toMatchObject({ repeated: true, state: 11 });
  });

  it('that breaks a rule throws it and appends nothing', async () => {
    const [store, stream] = [inMemoryEventStore(), newStream('account')];
    const handle = commandHandler(store, account, codec);
    await expect(handle(stream, -5, context())).rejects.toMatchObject({ code: 'negative-amount' });
    expect(await store.head()).toBe('start');
  });
});
