import { describe, expect, it } from '@jest/globals';
import { dayOfReport as dayOfGoogle, reportRow as googleRow } from './google/report.ts';
import { dayOfInsights, insightsRow } from './meta/insights.ts';
import { dayOfReport as dayOfTiktok, reportRow as tiktokRow } from './tiktok/report.ts';

const expected = {
  date: '2026-11-01',
  spendMicros: 42_170_000,
  impressions: 10_342,
  clicks: 311,
  conversionsMicros: 6_000_000,
  revenueMicros: 389_400_000,
};

describe('a day of results', () => {
  const meta = {
    campaign_id: '120210000000000001',
    spend: '42.17',
    impressions: '10342',
    clicks: '311',
    actions: [
      { action_type: 'link_click', value: '287' },
      { action_type: 'offsite_conversion.fb_pixel_purchase', value: '6' },
      { action_type: 'omni_purchase', value: '6' },
      { action_type: 'lead', value: '2' },
    ],
    action_values: [{ action_type: 'omni_purchase', value: '389.40' }],
    date_start: '2026-11-01',
    date_stop: '2026-11-01',
  };

  it('is read from a sample of Meta, counting one kind of purchase only', () => {
    expect(dayOfInsights(insightsRow.parse(meta), 'OUTCOME_SALES')).toEqual(expected);
  });

  it('falls back to the next kind of purchase on Meta', () => {
    const actions = [{ action_type: 'offsite_conversion.fb_pixel_purchase', value: '5' }];
    const row = insightsRow.parse({ ...meta, actions, action_values: [] });
    expect(dayOfInsights(row, 'OUTCOME_SALES')).toMatchObject({ conversionsMicros: 5_000_000, revenueMicros: 0 });
  });

  it('counts leads on Meta where leads were the aim', () => {
    expect(dayOfInsights(insightsRow.parse(meta), 'OUTCOME_LEADS')).toMatchObject({ conversionsMicros: 2_000_000 });
  });

  it('has no conversions on Meta when there are no actions at all', () => {
    const { actions: _actions, action_values: _values, ...bare } = meta;
    expect(dayOfInsights(insightsRow.parse(bare), null)).toMatchObject({ conversionsMicros: 0, revenueMicros: 0 });
  });

  it('is read from a sample of Google, with fractions of a conversion', () => {
    const row = googleRow.parse({
      metrics: {
        costMicros: '42170000',
        impressions: '10342',
        clicks: '311',
        conversions: 6.5,
        conversionsValue: 389.4,
      },
      segments: { date: '2026-11-01' },
    });
    expect(dayOfGoogle(row)).toEqual({ ...expected, conversionsMicros: 6_500_000 });
  });

  it('takes what Google leaves out as zero', () => {
    expect(dayOfGoogle(googleRow.parse({ segments: { date: '2026-11-01' } }))).toMatchObject({
      clicks: 0,
      spendMicros: 0,
    });
  });

  const tiktok = tiktokRow.parse({
    dimensions: { campaign_id: '1800000000000000001', stat_time_day: '2026-11-01 00:00:00' },
    metrics: {
      spend: '42.17',
      impressions: '10342',
      clicks: '311',
      conversion: '8',
      complete_payment: '6',
      total_complete_payment_rate: '389.40',
    },
  });

  it('is read from a sample of TikTok', () => {
    expect(dayOfTiktok(tiktok, 'TRAFFIC')).toEqual(expected);
  });

  it('counts what the ad groups aim at on TikTok where that is a lead', () => {
    expect(dayOfTiktok(tiktok, 'LEAD_GENERATION')).toMatchObject({ conversionsMicros: 8_000_000 });
  });
});
