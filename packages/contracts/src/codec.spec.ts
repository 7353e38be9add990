import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { decodeDomainEvent } from './domain-events.ts';
import { defineEvent, type StoredEvent } from './event.ts';

const priceSet = defineEvent('PriceSet', z.object({ amountMinor: z.int(), currency: z.string() }));
const priceDropped = defineEvent('PriceDropped', z.object({ reason: z.string() }));
type PriceEvent = z.infer<typeof priceSet> | z.infer<typeof priceDropped>;

/** Version 1 held whole euros, version 2 cents, version 3 (today) the currency beside them. */
const codec = eventCodec<PriceEvent>(
  z.discriminatedUnion('type', [priceSet, priceDropped]),
  ['PriceSet', 'PriceDropped'],
  {
    PriceSet: [
      ({ euros, ...rest }) => ({ ...rest, amountMinor: Number(euros) * 100 }),
      (data) => ({ ...data, currency: 'EUR' }),
    ],
  },
);
const today = { type: 'PriceSet', data: { amountMinor: 500, currency: 'EUR' } };
const decode = (data: unknown, schemaVersion: number) =>
  codec.decode({ type: 'PriceSet', data, metadata: { schemaVersion } });

describe('eventCodec', () => {
  it('writes with the version after the last upcaster, and with 1 when there is none', () => {
    expect(codec.latestVersion('PriceSet')).toBe(3);
    expect(codec.latestVersion('PriceDropped')).toBe(1);
  });

  it.each([
    [1, { euros: 5 }],
    [2, { amountMinor: 500 }],
    [3, { amountMinor: 500, currency: 'EUR' }],
  ])('lifts version %i through the upcasters that follow it', (schemaVersion, data) => {
    expect(decode(data, schemaVersion)).toEqual(today);
  });

  it('does not change the stored data when it lifts it', () => {
    const stored = Object.freeze({ euros: 5 });
    decode(stored, 1);
    expect(stored).toEqual({ euros: 5 });
  });

  it('refuses data that fits no known shape, and types it does not know', () => {
    expect(() => decode({ euros: 5 }, 3)).toThrow(expect.objectContaining({ name: 'ZodError' }));
    expect(() => codec.decode({ type: 'PriceHidden', data: {}, metadata: { schemaVersion: 1 } })).toThrow(
      expect.objectContaining({ name: 'ZodError' }),
    );
    expect(codec.knows('PriceHidden')).toBe(false);
  });
});

const id = '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31';
const stored = (stream: StoredEvent['stream'], type: string): StoredEvent => ({
  type,
  data: { templateId: id },
  metadata: {
    eventId: id,
    orgId: id,
    actor: { kind: 'user', id: 'u-1' },
    correlationId: id,
    causationId: id,
    commandId: id,
    schemaVersion: 1,
    occurredAt: '2026-03-01T09:00:00.000Z',
  },
  stream,
  revision: 4n,
  position: 17n,
  recordedAt: new Date('2026-03-01T09:00:00.000Z'),
});

describe('decodeDomainEvent', () => {
  it('finds the codec by the stream and keeps the envelope', () => {
    const event = stored(`template-${id}`, 'TemplateActivated');
    expect(decodeDomainEvent(event)).toEqual(event);
  });

  it.each([
    ['a stream that is none of ours', `invoice-${id}`, 'TemplateActivated'],
    ['a stream named like a property that every object has', `constructor-${id}`, 'TemplateActivated'],
    ['an event type of another kind of stream', `template-${id}`, 'OrchestrationPaused'],
  ] as const)('leaves alone %s', (_, stream, type) => {
    expect(decodeDomainEvent(stored(stream, type))).toBeUndefined();
  });
});
