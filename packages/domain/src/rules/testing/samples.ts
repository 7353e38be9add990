import {
  type DailyMetrics,
  orchestrationId,
  orgId,
  type Platform,
  type RuleContent,
  ruleDocument,
  ruleId,
  ruleRunId,
} from '@campaigns/contracts';
import type { z } from 'zod';
import { actionHistory } from '../action-history.ts';
import { dateBefore } from '../measure.ts';
import type { PartSnapshot, PastAction, RuleActed, RuleSnapshot, RuleToEvaluate } from '../types.ts';

export const org = orgId.parse('3f0c8a5e-52b1-4c1f-9d35-6a1e7b2c9d10');
export const campaign = orchestrationId.parse('7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab31');
export const otherCampaign = orchestrationId.parse('7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab32');
/** The first of the rules; the others are numbered. */
export const idOf = (number: number) =>
  ruleId.parse(`b1f4a2d7-3c58-4e96-8a01-6d2e9f7c5b${String(number).padStart(2, '0')}`);
export const run = ruleRunId.parse('c8e3b6a1-0d47-4f92-9b85-2a6d4e8f1c03');

export const now = '2026-11-25T12:00:00.000Z';
const today = '2026-11-25';
const dayMs = 86_400_000;

export const units = (amount: number): number => Math.round(amount * 1_000_000);
export const hoursAgo = (hours: number): string => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
export const daysAgo = (days: number): string => hoursAgo(24 * days);

/** A day on which 10,000 impressions brought 200 clicks, 10 conversions and 300 in revenue, for 100. */
export const day = (date: string, changes: Partial<DailyMetrics> = {}): DailyMetrics => ({
  date,
  spendMicros: units(100),
  impressions: 10_000,
  clicks: 200,
  conversionsMicros: units(10),
  revenueMicros: units(300),
  ...changes,
});

/** The last days without today, all alike. */
export const lastDays = (count: number, changes: Partial<DailyMetrics> = {}): readonly DailyMetrics[] =>
  Array.from({ length: count }, (_, index) => day(dateBefore(today, count - index), changes));

export const part = (platform: Platform, changes: Partial<PartSnapshot> = {}): PartSnapshot => ({
  platform,
  status: 'active',
  budgetMicros: units(2_000),
  dayBeganMicros: changes.budgetMicros ?? units(2_000),
  spentMicros: units(700),
  days: lastDays(7),
  observedAt: hoursAgo(0.25),
  observedOn: today,
  today,
  creatives: [],
  ...changes,
});

/** A campaign on Meta, Google and TikTok with 6,000 in equal parts, about which nothing has been changed lately. */
export const snapshot = (changes: Partial<RuleSnapshot> = {}): RuleSnapshot => {
  const parts = changes.parts ?? [part('meta'), part('google'), part('tiktok')];
  return {
    ...{ orchestrationId: campaign, orgId: org, status: 'active', currency: 'USD', isSpent: false },
    totalMicros: parts.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0),
    flightEndAt: new Date(Date.parse(now) + 30 * dayMs).toISOString(),
    busy: { lifecycle: false, sync: false },
    changes: [],
    actions: [],
    actionsToday: {},
    now,
    ...changes,
    parts,
  };
};

type Written = Partial<z.input<typeof ruleDocument>>;

const always: Written['when'] = { metric: 'impressions', op: '>=', value: { count: 0 } };

/** A rule as its author writes it; what it always does unless told otherwise is pausing. */
export const content = (written: Written, changes: Partial<RuleContent> = {}): RuleContent => ({
  name: 'A rule',
  ruleType: 'pause_underperforming',
  priority: 'medium',
  ...changes,
  document: ruleDocument.parse({
    when: always,
    actions: [{ action: 'pause' }],
    trigger: { on: 'performance' },
    ...written,
  }),
});

export const rule = (
  number: number,
  written: Written = {},
  { content: own = {}, ...changes }: Partial<Omit<RuleToEvaluate, 'content'>> & { content?: Partial<RuleContent> } = {},
): RuleToEvaluate => ({
  ruleId: idOf(number),
  version: 1,
  orchestrationId: campaign,
  createdAt: `2026-11-01T09:00:${String(number).padStart(2, '0')}.000Z`,
  runId: run,
  trigger: 'performance',
  ...changes,
  content: content(written, own),
});

export const raise = { action: 'change_budget', by_percent: 10 } as const;
export const lower = { action: 'change_budget', by_percent: -10 } as const;

/** What has been done and has taken effect. */
export const done = (acted: readonly RuleActed[]): readonly PastAction[] =>
  acted
    .reduce((history, data) => actionHistory.evolve(history, { type: 'RuleActed', data }), actionHistory.initialState)
    .map((action) => ({ ...action, outcome: 'done' }));
