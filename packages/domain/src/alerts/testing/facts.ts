import { type DailyMetrics, orchestrationId, orgId } from '@campaigns/contracts';
import { defaultAlertSettings } from '../alert-settings.ts';
import type { AlertFacts, PartFacts } from '../facts.ts';

export const org = orgId.parse('5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f');
export const campaign = orchestrationId.parse('7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31');
export const now = '2026-04-20T12:00:00.000Z';
export const unit = 1_000_000;

/** A day in whole units of spend and counts. */
export type Day = Readonly<{ spend?: number; impressions?: number; clicks?: number; conversions?: number }>;

/** The days before 20 April, the last one yesterday. */
export const daysBefore = (...days: readonly Day[]): readonly DailyMetrics[] =>
  days.map(({ spend = 0, impressions = 0, clicks = 0, conversions = 0 }, index) => ({
    date: new Date(Date.parse('2026-04-20') - (days.length - index) * 86_400_000).toISOString().slice(0, 10),
    ...{ spendMicros: Math.round(spend * unit), impressions, clicks, revenueMicros: 0 },
    conversionsMicros: Math.round(conversions * unit),
  }));

export const times = (count: number, day: Day): readonly Day[] => Array.from({ length: count }, () => day);

export const part = (own: Partial<PartFacts> = {}): PartFacts => ({
  ...{ platform: 'meta', status: 'active', budgetMicros: 3_000 * unit, timeZone: 'UTC', spentMicros: 0, days: [] },
  ...{ observedAt: now, deliveringSince: '2026-03-01T00:00:00.000Z', lookedAt: now, differences: [], ...own },
});

/** 3,000 USD that run from 1 March to 30 April. */
export const facts = (own: Partial<AlertFacts> = {}): AlertFacts => ({
  ...{ orchestrationId: campaign, status: 'active', currency: 'USD', totalMicros: 3_000 * unit },
  flight: { startAt: '2026-03-01T00:00:00.000Z', endAt: '2026-05-01T00:00:00.000Z' },
  ...{ syncPeriodMs: null, parts: [part()], openPercents: [], settings: defaultAlertSettings, now, ...own },
});
