import {
  type CampaignChildren,
  type CampaignSpec,
  type DailyMetrics,
  type OperationTask,
  type Platform,
  platform,
} from '@campaigns/contracts';

/** One campaign on one platform, known by its number: from it follow its ids there, its name and its results. */
export type Mapping = Readonly<{ number: number; platform: Platform }>;

const dayMs = 86_400_000;
/** Of a flight of 30 days. */
export const flight = { startAt: '2026-12-01T00:00:00.000Z', endAt: '2026-12-31T00:00:00.000Z' };
/** Noon of its 14th day. */
export const beginning = new Date('2026-12-14T12:00:00.000Z');
export const firstDay = flight.startAt.slice(0, 10);

const budgetMicros = 3_000_000_000;
const currency = 'USD';
/** What the even share of a day comes to on Google. */
const dailyBudgetMicros = budgetMicros / 30;

const firstId = 21_000_000_001;
export const campaignIdOf = ({ number }: Mapping): string => String(firstId + number);
/** The number in an id of a campaign, or of what stands under it. */
const numberIn = (id: string): number => Number(id.replace(/^.*~/, '').slice(-11)) - firstId;

/** Ad groups and ads carry the campaign's id behind a digit of their own. */
const childrenOf = (mapping: Mapping): CampaignChildren => {
  const id = campaignIdOf(mapping);
  const [group, ad] = [`1${id}`, `2${id}`];
  if (mapping.platform === 'google') return { platformAdGroupId: group, platformAdIds: [`${group}~${ad}`] };
  return { platformAdGroupId: group, platformAdIds: [ad] };
};

const tagOf = (number: number): string => `op-${number.toString(16).padStart(10, '0')}`;
const name = 'Winter Sale';
const nameOf = (number: number): string => `${name} [${tagOf(number)}]`;

const spec: CampaignSpec = {
  ...{ name, objective: 'traffic', flight, config: {} },
  budget: { micros: budgetMicros, currency },
};

/** What a sync of both directions asks about a campaign whose sides agree, in its order. */
export const tasksOf = (mapping: Mapping): readonly OperationTask[] => {
  const about = { platformCampaignId: campaignIdOf(mapping), children: childrenOf(mapping) };
  const status = 'active' as const;
  const lastApplied = { name, budget: spec.budget, status };
  return [
    {
      ...{ kind: 'push-settings', ...about, spec, tag: tagOf(mapping.number), status },
      reconciliation: { direction: 'bidirectional', policy: {}, lastApplied },
    },
    { kind: 'fetch-metrics', ...about, since: firstDay },
  ];
};

/** So many orchestrations on all platforms. */
export const mappingsOf = (orchestration: number): readonly Mapping[] =>
  platform.options.map((each, index) => ({ number: orchestration * platform.options.length + index, platform: each }));

/** A campaign as its platform has it. */
export const standing = (campaignId: string) => {
  const number = numberIn(campaignId);
  return { number, name: nameOf(number), budgetMicros, dailyBudgetMicros, currency };
};

/** The days of the flight up to now. Only the last one still changes: by the minute. */
export const daysUntil = (nowMs: number): readonly DailyMetrics[] => {
  const from = Date.parse(flight.startAt);
  return Array.from({ length: Math.floor((nowMs - from) / dayMs) + 1 }, (_, index) => {
    const minutes = Math.floor(Math.min(dayMs, nowMs - from - index * dayMs) / 60_000);
    return {
      date: new Date(from + index * dayMs).toISOString().slice(0, 10),
      ...{ spendMicros: Math.floor((dailyBudgetMicros * minutes) / 1_440), impressions: 12 * minutes },
      ...{ clicks: Math.floor(minutes / 5), conversionsMicros: 1_000_000 * Math.floor(minutes / 60) },
      revenueMicros: 40_000_000 * Math.floor(minutes / 60),
    };
  });
};
