import { describe, expect, it } from '@jest/globals';
import { type Call, createCallLog } from './call-log.ts';

const call = (second: number, more: Partial<Call> = {}): Omit<Call, 'sequence'> => ({
  at: `2026-12-01T12:00:${String(second % 60).padStart(2, '0')}.000Z`,
  platform: 'meta',
  operation: 'create',
  method: 'POST',
  path: '/meta/v26.0/act_1/campaigns',
  status: 200,
  ...more,
});

describe('the log of calls', () => {
  it('gives the calls after a sequence number, or from a time on', () => {
    const log = createCallLog();
    for (const second of [1, 2, 3]) log.record(call(second));
    expect(log.since().map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(log.since(2).map(({ sequence }) => sequence)).toEqual([3]);
    expect(log.since('2026-12-01T12:00:02.000Z').map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  it('counts by platform, by operation, and what a fault struck', () => {
    const log = createCallLog();
    log.record(call(1));
    log.record(call(2, { status: 0, fault: 'drop_before' }));
    log.record(call(3, { platform: 'tiktok', operation: 'report', fault: 'server_error' }));
    const { operation: _, ...unplanned } = call(4);
    log.record(unplanned);
    expect(log.counts()).toEqual({
      total: 4,
      faults: 2,
      byPlatform: { meta: 3, tiktok: 1 },
      byOperation: { 'meta.create': 2, 'tiktok.report': 1, 'meta.other': 1 },
    });
  });

  it('keeps the last ten thousand and goes on counting', () => {
    const log = createCallLog();
    for (let second = 0; second < 10_050; second += 1) log.record(call(second));
    const kept = log.since();
    expect(kept).toHaveLength(10_000);
    expect([kept[0]?.sequence, kept.at(-1)?.sequence]).toEqual([51, 10_050]);
    expect(log.counts().total).toBe(10_050);
  });
});
