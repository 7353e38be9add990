import type { DailyMetrics, Platform } from '@campaigns/contracts';
import type { PartSnapshot, PastChange } from '../types.ts';
import type { HistorySetting, OrchestrationHistory } from './history.ts';

/** What was known of one platform's results at a moment. */
type Results = {
  days: DailyMetrics[];
  /** Also of days that nobody looks at any more: they are restated for weeks. */
  spendByDate: Map<string, number>;
  spentMicros: number;
  observedAt: string | null;
};

/** An orchestration as it was known at a moment that only moves on; what is given out is good until it does. */
export type Replayed = Readonly<{
  advance: (now: string) => void;
  setting: () => HistorySetting | undefined;
  /** Ids of the day are the caller's; statuses and budgets are those that were recorded. */
  parts: (now: string) => readonly Omit<PartSnapshot, 'dayBeganMicros'>[];
  changes: () => readonly PastChange[];
}>;

const time = (instant: string): number => Date.parse(instant);

/** In their order, with a hand at the first that has not come yet. */
const timeline = <Item>(items: readonly Item[], at: (item: Item) => string) => {
  const ordered = items.map((item) => ({ item, ms: time(at(item)) })).toSorted((a, b) => a.ms - b.ms);
  let next = 0;
  return {
    passed: (nowMs: number): readonly Item[] => {
      const from = next;
      while (next < ordered.length && (ordered[next] as { ms: number }).ms <= nowMs) next += 1;
      return ordered.slice(from, next).map(({ item }) => item);
    },
  };
};

/** A restated day takes the place of what was said of it before; days mostly come in their order. */
const record = (results: Results, day: DailyMetrics, kept: number): void => {
  const { days, spendByDate } = results;
  results.spentMicros += day.spendMicros - (spendByDate.get(day.date) ?? 0);
  spendByDate.set(day.date, day.spendMicros);
  let index = days.length;
  while (index > 0 && (days[index - 1] as DailyMetrics).date > day.date) index -= 1;
  if (days[index - 1]?.date === day.date) days[index - 1] = day;
  else days.splice(index, 0, day);
  if (days.length > kept) days.shift();
};

export const replayed = (
  history: OrchestrationHistory,
  keptDays: number,
  dateIn: (zone: string, instant: string) => string,
): Replayed => {
  const settings = timeline(history.settings, ({ at }) => at);
  const facts = timeline(history.facts, ({ observedAt }) => observedAt);
  const looks = timeline(history.looks ?? [], ({ at }) => at);
  const pending = timeline(history.changes, ({ at }) => at);
  const results = new Map<Platform, Results>();
  const changes: PastChange[] = [];
  let setting: HistorySetting | undefined;

  const resultsOf = (platform: Platform): Results => {
    const known = results.get(platform) ?? { days: [], spendByDate: new Map(), spentMicros: 0, observedAt: null };
    results.set(platform, known);
    return known;
  };
  const looked = (platform: Platform, at: string): Results => {
    const known = resultsOf(platform);
    if (known.observedAt === null || time(known.observedAt) < time(at)) known.observedAt = at;
    return known;
  };
  const zoneOf = (platform: Platform): string => history.zones[platform] ?? 'UTC';

  return {
    advance: (now) => {
      const nowMs = time(now);
      setting = settings.passed(nowMs).at(-1) ?? setting;
      for (const { platform, observedAt, day } of facts.passed(nowMs))
        record(looked(platform, observedAt), day, keptDays);
      for (const { platform, at } of looks.passed(nowMs)) looked(platform, at);
      changes.push(...pending.passed(nowMs));
    },
    setting: () => setting,
    parts: (now) =>
      (setting?.parts ?? []).map(({ platform, status, budgetMicros, creatives = [] }) => {
        const { days, spentMicros, observedAt } = resultsOf(platform);
        const zone = zoneOf(platform);
        return {
          ...{ platform, status, budgetMicros, creatives, days, spentMicros, observedAt },
          observedOn: observedAt === null ? null : dateIn(zone, observedAt),
          today: dateIn(zone, now),
        };
      }),
    changes: () => changes,
  };
};
