import type { DailyMetrics } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { sampleContext } from '../testing/operation-samples.ts';
import { changedDays, resultsFrom, totalsOf } from './daily-results.ts';

const day = (date: string, spendMicros: number): DailyMetrics => ({
  date,
  spendMicros,
  impressions: 10,
  clicks: 1,
  conversionsMicros: 0,
  revenueMicros: 0,
});

const { orchestrationId, mappingId, operationId } = sampleContext();
const reported = (...days: readonly DailyMetrics[]) =>
  resultsFrom([
    {
      type: 'DailyMetricsReported',
      data: {
        orchestrationId,
        mappingId,
        operationId,
        platform: 'meta',
        platformCampaignId: '1',
        currency: 'USD',
        observedAt: '2026-12-01T08:00:00.000Z',
        days: [...days],
      },
    },
  ]);

describe('daily results', () => {
  const known = reported(day('2026-12-01', 5), day('2026-12-02', 6));

  it('are kept when they are new or restated, lower ones too', () => {
    expect(
      changedDays(known, { level: 'campaign', id: '1' }, [
        day('2026-12-03', 7),
        day('2026-12-02', 4),
        day('2026-12-01', 5),
      ]),
    ).toEqual([day('2026-12-02', 4), day('2026-12-03', 7)]);
  });

  it('are not touched by an empty answer', () => {
    expect(changedDays(known, { level: 'campaign', id: '1' }, [])).toEqual([]);
    const zero = { ...day('2026-12-01', 0), impressions: 0, clicks: 0 };
    expect(changedDays(known, { level: 'campaign', id: '1' }, [zero])).toEqual([]);
  });

  it('belong to one campaign', () => {
    expect(changedDays(known, { level: 'campaign', id: '2' }, [day('2026-12-01', 5)])).toEqual([day('2026-12-01', 5)]);
  });

  it('add up from a day on, each day as it was last reported', () => {
    const later = reported(day('2026-12-01', 5), day('2026-12-02', 6), day('2026-12-03', 9), day('2026-12-02', 4));
    expect(totalsOf(later, '1', '2026-12-02')).toMatchObject({ since: '2026-12-02', spendMicros: 13 });
    expect(totalsOf(later, '1', '2026-12-01')).toMatchObject({ spendMicros: 18 });
    expect(totalsOf(later, '2', '2026-12-01')).toMatchObject({ spendMicros: 0 });
  });
});
