import { describe, expect, it } from '@jest/globals';
import { allocationFromTemplate } from './allocation.ts';
import type { PlatformHistory } from './performance-weights.ts';

const unit = 1_000_000;
const platforms = ['meta', 'google', 'tiktok'] as const;

const brought = (
  platform: PlatformHistory['platform'],
  spend: number,
  revenue: number,
  conversions = 0,
): PlatformHistory => ({
  ...{ platform, spendMicros: spend * unit, revenueMicros: revenue * unit },
  conversionsMicros: conversions * unit,
});

const allocated = (...history: readonly PlatformHistory[]): Readonly<Record<string, number>> => {
  const total = { micros: 1_000 * unit, currency: 'USD' };
  const parts = allocationFromTemplate({ distribution: 'performance_weighted' }, platforms, total, history);
  return Object.fromEntries(parts.map(({ platform, amountMicros }) => [platform, amountMicros / unit]));
};

describe('A budget split by performance', () => {
  it('is equal while no platform has results', () => {
    expect(allocated()).toEqual({ meta: 333.34, google: 333.33, tiktok: 333.33 });
    expect(allocated(brought('meta', 50, 0))).toEqual({ meta: 333.34, google: 333.33, tiktok: 333.33 });
  });

  it('follows the revenue per unit of spend, whatever was spent', () => {
    const history = [brought('meta', 10, 40), brought('google', 1_000, 4_000), brought('tiktok', 500, 1_000)];
    expect(allocated(...history)).toEqual({ meta: 400, google: 400, tiktok: 200 });
  });

  it('follows conversions where nothing is valued in money', () => {
    expect(
      allocated(brought('meta', 100, 0, 20), brought('google', 100, 0, 10), brought('tiktok', 100, 0, 20)),
    ).toEqual({
      meta: 400,
      google: 200,
      tiktok: 400,
    });
  });

  it('gives a platform without history the average of the others', () => {
    expect(allocated(brought('meta', 100, 300), brought('google', 100, 100))).toEqual({
      meta: 500,
      google: 166.67,
      tiktok: 333.33,
    });
  });

  it('leaves the worst one enough to show better results', () => {
    const parts = allocated(brought('meta', 100, 400), brought('google', 100, 400), brought('tiktok', 100, 0));
    expect(parts['tiktok']).toBeCloseTo((parts['meta'] ?? 0) / 4, 1);
  });

  it('does not look at platforms that are not chosen', () => {
    const history = [brought('snapchat', 1, 1_000), brought('meta', 100, 200), brought('google', 100, 200)];
    expect(allocated(...history, brought('tiktok', 100, 200))).toEqual({
      meta: 333.34,
      google: 333.33,
      tiktok: 333.33,
    });
  });
});
