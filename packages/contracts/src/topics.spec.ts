import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { codecs, streamCategories } from './domain-events.ts';
import type { StoredEvent } from './event.ts';
import { campaignEventsTopic, platformOperationsTopic } from './topics.ts';

const id = '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31';
const folder = new URL('../golden/', import.meta.url);

type Golden = Readonly<{ type: string; data: Readonly<Record<string, unknown>> }>;

const stored = ({ type, data }: Golden, stream: StoredEvent['stream']): StoredEvent => ({
  type,
  data,
  metadata: {
    eventId: id,
    orgId: id,
    actor: { kind: 'service', id: 'orchestrator' },
    correlationId: id,
    causationId: id,
    commandId: id,
    schemaVersion: 1,
    occurredAt: '2026-03-01T09:00:00.000Z',
  },
  stream,
  revision: 0n,
  position: 1n,
  recordedAt: new Date('2026-03-01T09:00:00.000Z'),
});

const golden = readdirSync(folder).map((file): Golden => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const events = golden.map((event) => {
  const category = streamCategories.find((name) => codecs[name].knows(event.type));
  return { category, event, stored: stored(event, `${category ?? 'unknown'}-9d0e`) };
});

/** Belongs to no orchestration, or not all of its events do. */
const isOfItsOwn = (category: string | undefined): boolean =>
  [...['template', 'connection', 'authorization', 'rule', 'attribution', 'alert', 'alertsettings', 'webhook']].includes(
    category ?? '',
  );

describe('campaign-events', () => {
  it.each(events.filter(({ event, category }) => 'orchestrationId' in event.data && !isOfItsOwn(category)))(
    '$event.type travels in the order of its orchestration',
    ({ event, stored }) => {
      expect(campaignEventsTopic.keyOf(stored)).toBe(event.data['orchestrationId']);
    },
  );

  it('carries every event of an orchestration, its runs, operations and results under the orchestration', () => {
    const unkeyed = events.filter(({ category, event }) => !isOfItsOwn(category) && !('orchestrationId' in event.data));
    expect(unkeyed).toEqual([]);
  });

  it.each(events.filter(({ category }) => isOfItsOwn(category)))(
    '$event.type travels in the order of its stream',
    ({ stored }) => {
      expect(campaignEventsTopic.keyOf(stored)).toBe(stored.stream);
    },
  );

  it('does not carry what lies in a stream of somebody else', () => {
    const foreign = stored({ type: 'OrchestrationPaused', data: { orchestrationId: id } }, 'invoice-1');
    expect(campaignEventsTopic.keyOf(foreign)).toBeUndefined();
  });
});

describe('platform-operations', () => {
  it('carries the work to do and nothing else, by ad account', () => {
    const carried = events.flatMap(({ event, stored }) => {
      const key = platformOperationsTopic.keyOf(stored);
      return key === undefined ? [] : [[event.type, key]];
    });
    expect(carried).toEqual([
      ['OperationDue', 'meta:act_1029384756'],
      ['OperationRequested', 'meta:act_1029384756'],
    ]);
  });
});
