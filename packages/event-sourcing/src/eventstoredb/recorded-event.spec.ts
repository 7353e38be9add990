import { describe, expect, it } from '@jest/globals';
import { sampleEvent } from '../contract-suites/sample-events.ts';
import { accepting, EventUnreadable, type Recorded, toStoredEvent, type UnreadableEvent } from './recorded-event.ts';

const recorded = (changes: Partial<Recorded> = {}): Recorded => {
  const { type, data, metadata } = sampleEvent();
  const position = { commit: 700n, prepare: 700n };
  const created = new Date('2026-03-01T09:00:00Z');
  const place = { streamId: 'sample-1', revision: 4n, position, created };
  return { id: metadata.eventId, type, data, metadata, isJson: true, ...place, ...changes };
};

describe('An event of EventStoreDB', () => {
  it('has its commit position as its position', () => {
    expect(toStoredEvent(recorded())).toMatchObject({ stream: 'sample-1', revision: 4n, position: 700n });
  });

  it('is unreadable when others share its commit position, so that no reader stops between them', () => {
    const shared = recorded({ position: { commit: 700n, prepare: 500n } });
    expect(() => toStoredEvent(shared)).toThrow(EventUnreadable);
    expect(() => toStoredEvent(shared)).toThrow('explicit transaction');
  });

  it.each([
    ['without a position', {}],
    ['with the greatest number for one', { position: { commit: 2n ** 64n - 1n, prepare: 2n ** 64n - 1n } }],
  ])('%s comes from a server that is too old', (_, position) => {
    const { position: __, ...without } = recorded();
    expect(() => toStoredEvent({ ...without, ...position })).toThrow('22.6 or later');
  });

  it('is reported once when it is unreadable, however often it is read', () => {
    const reports: UnreadableEvent[] = [];
    const accept = accepting({ categories: ['sample'], onUnreadable: (event) => void reports.push(event) });
    const poison = recorded({ isJson: false });
    expect([accept(poison), accept(poison), accept(recorded())?.position]).toEqual([undefined, undefined, 700n]);
    expect(reports).toMatchObject([{ stream: 'sample-1', revision: 4n, position: 700n, reason: 'it is not JSON' }]);
  });

  it('is none of ours in a stream of another category, or as a system event in one of ours', () => {
    const reports: UnreadableEvent[] = [];
    const accept = accepting({ categories: ['sample'], onUnreadable: (event) => void reports.push(event) });
    expect(accept(recorded({ streamId: 'samples-1', metadata: undefined }))).toBeUndefined();
    expect(accept(recorded({ type: '$streamDeleted', metadata: undefined }))).toBeUndefined();
    expect(reports).toEqual([]);
  });
});
