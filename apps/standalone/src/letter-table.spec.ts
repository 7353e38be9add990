import type { DeadLetter } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { letterTable } from './letter-table.ts';

const eventId = '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31';
const letter = (more: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ id: eventId, group: 'orchestrator', topic: 'campaign-events', key: 'k', reason: 'gone', attempts: 8 },
  diedAt: new Date('2026-12-01T08:00:00.000Z'),
  event: {
    ...{ type: 'StepStarted', data: {}, stream: 'workflow-1', revision: 0n, position: 1n },
    recordedAt: new Date('2026-12-01T07:59:00.000Z'),
    metadata: {
      ...{ eventId, orgId: eventId, correlationId: eventId, causationId: eventId, commandId: eventId },
      ...{ actor: { kind: 'service', id: 'test' }, schemaVersion: 1, occurredAt: '2026-12-01T07:59:00.000Z' },
    },
  },
  ...more,
});

describe('The table of dead letters', () => {
  it('has its columns below each other, however long what is in them', () => {
    const [heading, first, second] = letterTable([letter(), letter({ group: 'sync', reason: 'no account' })]);
    const starts = (line = '', ...words: readonly string[]) => words.map((word) => line.indexOf(word));
    const columns = starts(heading, 'GROUP', 'TOPIC', 'EVENT', 'REASON', 'ATTEMPTS', 'DIED AT');
    expect(starts(first, 'orchestrator', 'campaign-events', 'StepStarted', 'gone', '8 ', '2026')).toEqual(columns);
    expect(starts(second, 'sync', 'campaign-events', 'StepStarted', 'no account', '8 ', '2026')).toEqual(columns);
  });

  it('has a line a letter, even when the reason has many and is long', () => {
    const lines = letterTable([letter({ reason: `first line\nsecond line ${'x'.repeat(500)}` })]);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/ first line second line x+… {2}8 /);
    expect(lines[1]).not.toContain('x'.repeat(60));
  });
});
