import {
  type DailyMetrics,
  type PerformanceEvent,
  performanceCodec,
  type ResultTotals,
  type StreamName,
} from '@campaigns/contracts';
import {
  type CommandContext,
  ConcurrencyExhausted,
  derivedId,
  type EventStore,
  toAppend,
} from '@campaigns/event-sourcing';
import type { OperationContext } from '../operations/trigger.ts';
import type { AdResults } from '../platforms/platform-port.ts';
import { changedDays, lastDayOf, resultsFrom, type Subject, totalsOf, withDays } from './daily-results.ts';

export type DaysToReport = Readonly<{
  context: OperationContext;
  platformCampaignId: string;
  currency: string;
  observedAt: string;
  days: readonly DailyMetrics[];
  ads: readonly AdResults[];
  /** From which day on results are added up. */
  since: string;
}>;

/** How many of the campaign's days were new or restated, and what is kept of it now. */
export type Kept = Readonly<{ changedDays: number; totals: ResultTotals }>;

export const performanceStream = ({ orchestrationId, platform }: OperationContext): StreamName =>
  `performance-${orchestrationId}-${platform}`;

/** The latest day that is kept of a campaign; `undefined` when none is. */
export const lastReportedDay = async (
  store: EventStore,
  context: OperationContext,
  platformCampaignId: string,
): Promise<string | undefined> => {
  const { events } = await store.load(performanceStream(context));
  return lastDayOf(events.map(performanceCodec.decode), platformCampaignId);
};

/** Days of ads in one event, so that it stays far below the size that an append may have (a day has some 150 bytes). */
const daysPerEvent = 2_000;

/** Ads in groups of so many days at most. */
const grouped = (ads: readonly AdResults[]): readonly (readonly AdResults[])[] => {
  const groups: AdResults[][] = [];
  let room = 0;
  for (const ad of ads) {
    if (room < ad.days.length) {
      groups.push([]);
      room = daysPerEvent;
    }
    groups.at(-1)?.push(ad);
    room -= ad.days.length;
  }
  return groups;
};

const eventsFor = (
  { context, platformCampaignId, currency, observedAt }: DaysToReport,
  days: readonly DailyMetrics[],
  ads: readonly AdResults[],
): readonly PerformanceEvent[] => {
  const { orchestrationId, mappingId, platform, operationId } = context;
  const about = { orchestrationId, mappingId, platform, platformCampaignId, operationId, currency, observedAt };
  return [
    ...(days.length === 0 ? [] : [{ type: 'DailyMetricsReported' as const, data: { ...about, days: [...days] } }]),
    ...grouped(ads).map((group) => ({
      type: 'AdDailyMetricsReported' as const,
      data: { ...about, ads: group.map((ad) => ({ ...ad, days: [...ad.days] })) },
    })),
  ];
};

/** Together they may be larger than an append may be. Cut off in between, the rest is new the next time. */
const appendedOneByOne = async (
  store: EventStore,
  stream: StreamName,
  from: Awaited<ReturnType<EventStore['load']>>['revision'],
  news: readonly PerformanceEvent[],
  command: CommandContext,
): Promise<boolean> => {
  let revision = from;
  for (const event of news) {
    const commandId = derivedId(command.commandId, 'metrics', String(revision));
    const result = await store.append(stream, revision, toAppend([event], performanceCodec, { ...command, commandId }));
    if (result.outcome !== 'appended') return false;
    revision = result.revision;
  }
  return true;
};

/**
 * Appends the days that are new or restated, of the campaign and of its ads. Done again
 * with the same days it appends nothing. The ids are derived from the command and from what was known, so that a repetition
 * after new results is an event of its own.
 */
export const reportDays = async (store: EventStore, report: DaysToReport, command: CommandContext): Promise<Kept> => {
  const stream = performanceStream(report.context);
  const campaign: Subject = { level: 'campaign', id: report.platformCampaignId };
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const { events, revision } = await store.load(stream);
    const known = resultsFrom(events.map(performanceCodec.decode));
    const changed = changedDays(known, campaign, report.days);
    const changedAds = report.ads
      .map(({ platformAdId, days }) => ({
        platformAdId,
        days: changedDays(known, { level: 'ad', id: platformAdId }, days),
      }))
      .filter(({ days }) => days.length > 0);
    const news = eventsFor(report, changed, changedAds);
    if (!(await appendedOneByOne(store, stream, revision, news, command))) continue;
    const now = withDays(known, campaign, changed);
    return { changedDays: changed.length, totals: totalsOf(now, campaign.id, report.since) };
  }
  throw new ConcurrencyExhausted(`${stream} kept changing`);
};
