import type { DailyMetrics } from '@campaigns/contracts';
import { dateIn, firstOpenDay } from '../pacing/account-days.ts';
import { completeness, daysBetween } from '../rules/maturity.ts';
import { dateBefore } from '../rules/measure.ts';
import { isRecent } from '../time/recent.ts';
import { type AlertFacts, isRunning, type PartFacts, rounded, unitsOf } from './facts.ts';
import { cleared, type Signal, type Verdict } from './signal.ts';

const hourMs = 3_600_000;

const zoneOf = ({ platform, timeZone }: PartFacts): string => (platform === 'linkedin' ? 'UTC' : timeZone);

/**
 * The first day that was not over, and reported, when results were last read: those before it are whole. `null` when they were
 * never read, or so long ago that they say nothing of the present: then it is `sync_stale` that tells.
 */
const observedOn = (part: PartFacts, { now }: AlertFacts): string | null =>
  part.observedAt === null || !isRecent(part.observedAt, now) ? null : firstOpenDay(zoneOf(part), part.observedAt);

const isDelivering = (facts: AlertFacts, { status, deliveringSince }: PartFacts): boolean =>
  isRunning(facts) && status === 'active' && deliveringSince !== null;

/** A whole day in delivery, read to its end, on which nothing was spent though there is a budget. */
const zeroSpendOf = (facts: AlertFacts, part: PartFacts): Signal | undefined => {
  const { orchestrationId, settings, now } = facts;
  const { platform, budgetMicros, deliveringSince, days } = part;
  const subject = { orchestrationId, platform };
  const seenOn = observedOn(part, facts);
  if (!isDelivering(facts, part) || deliveringSince === null || budgetMicros === 0) {
    return cleared('zero_spend', subject);
  }
  if (seenOn === null) return undefined;
  const last = dateBefore(seenOn, 1);
  const spent = days.filter(({ date }) => date >= last).reduce((sum, { spendMicros }) => sum + spendMicros, 0);
  if (spent > 0) return cleared('zero_spend', subject);
  const hours = (Date.parse(now) - Date.parse(deliveringSince)) / hourMs;
  const wasWhole = dateIn(zoneOf(part), Date.parse(deliveringSince)) < last;
  if (!wasWhole || hours < settings.zeroSpendHours) return undefined;
  return {
    ...{ kind: 'zero_spend', severity: 'critical', subject, verdict: 'open', threshold: 0, basis: null },
    values: { day: last, spent: 0, budget: unitsOf(budgetMicros), currency: facts.currency, hours: Math.floor(hours) },
    message: `Nothing was spent on ${platform} on ${last}, though its campaign is active`,
  };
};

// An anomaly compares the last whole days with those before. The factors and the samples are those of mureo's detector.
const cpaFactor = 1.5;
const leastConversions = 30;
const ctrFactor = 0.5;
const leastImpressions = 1_000;
/** So far back towards normal before it has passed. */
const way = 0.1;
const recentDays = 3;
const baselineDays = 28;

type Sums = Readonly<{ spend: number; impressions: number; clicks: number; conversions: number; expected: number }>;

const sumsOf = (part: PartFacts, days: readonly DailyMetrics[], seenOn: string): Sums => {
  const sums = { spend: 0, impressions: 0, clicks: 0, conversions: 0, expected: 0 };
  for (const { date, spendMicros, impressions, clicks, conversionsMicros } of days) {
    sums.spend += unitsOf(spendMicros);
    sums.impressions += impressions;
    sums.clicks += clicks;
    sums.conversions += unitsOf(conversionsMicros);
    // What of a day's spend can have led to conversions that are reported by now.
    sums.expected += unitsOf(spendMicros) * completeness(part, daysBetween(date, seenOn));
  }
  return sums;
};

type Windows = Readonly<{ recent: Sums; before: Sums; from: string; until: string }>;

const windowsOf = (part: PartFacts, seenOn: string): Windows => {
  const [from, until] = [dateBefore(seenOn, recentDays), dateBefore(seenOn, 1)];
  const start = dateBefore(seenOn, recentDays + baselineDays);
  const recent = part.days.filter(({ date }) => date >= from && date <= until);
  const before = part.days.filter(({ date }) => date >= start && date < from);
  return { recent: sumsOf(part, recent, seenOn), before: sumsOf(part, before, seenOn), from, until };
};

const between = (isOpen: boolean, isClear: boolean): Verdict => (isOpen ? 'open' : isClear ? 'clear' : 'hold');

/** Conversions cost more than before: of the money whose conversions are reported by now, against that of the days before. */
const dearer = (facts: AlertFacts, part: PartFacts, { recent, before, from, until }: Windows): Signal | undefined => {
  if (before.conversions < leastConversions || before.expected === 0) return undefined;
  const baseline = before.expected / before.conversions;
  // So many conversions the recent spend would have brought at the old price.
  if (recent.expected / baseline < leastConversions) return undefined;
  const factor = recent.expected / Math.max(recent.conversions, 1) / baseline;
  const { platform } = part;
  return {
    ...{ kind: 'anomaly', severity: 'warning', threshold: cpaFactor, basis: null },
    subject: { orchestrationId: facts.orchestrationId, platform, metric: 'cpa' },
    verdict: between(factor >= cpaFactor, factor < cpaFactor - way),
    values: {
      ...{ from, until, factor: rounded(factor), conversions: rounded(recent.conversions) },
      ...{ cpa: rounded(baseline * factor), baseline: rounded(baseline), currency: facts.currency },
    },
    message: `A conversion on ${platform} costs ${rounded(factor)} times what it did before`,
  };
};

/** Far fewer of those who see the ads click on them. */
const dull = (facts: AlertFacts, part: PartFacts, { recent, before, from, until }: Windows): Signal | undefined => {
  if (recent.impressions < leastImpressions || before.impressions < leastImpressions) return undefined;
  if (before.clicks < leastConversions) return undefined;
  const [ctr, baseline] = [recent.clicks / recent.impressions, before.clicks / before.impressions];
  const factor = ctr / baseline;
  // So many clicks the recent impressions would have brought before.
  if (baseline * recent.impressions < leastConversions) return undefined;
  const { platform } = part;
  return {
    ...{ kind: 'anomaly', severity: 'warning', threshold: ctrFactor, basis: null },
    subject: { orchestrationId: facts.orchestrationId, platform, metric: 'ctr' },
    verdict: between(factor <= ctrFactor, factor > ctrFactor + way),
    values: {
      ...{ from, until, factor: rounded(factor), impressions: recent.impressions },
      ...{ ctr_percent: rounded(ctr * 100), baseline_percent: rounded(baseline * 100) },
    },
    message: `The click rate on ${platform} is ${rounded(factor)} times what it was before`,
  };
};

const anomaliesOf = (facts: AlertFacts, part: PartFacts): readonly (Signal | undefined)[] => {
  const { orchestrationId } = facts;
  const { platform } = part;
  if (!isDelivering(facts, part)) {
    return [
      cleared('anomaly', { orchestrationId, platform, metric: 'cpa' }),
      cleared('anomaly', { orchestrationId, platform, metric: 'ctr' }),
    ];
  }
  const seenOn = observedOn(part, facts);
  if (seenOn === null) return [];
  const windows = windowsOf(part, seenOn);
  return [dearer(facts, part, windows), dull(facts, part, windows)];
};

const stalePeriods = 3;
const leastStaleMs = hourMs;

/** Nobody has succeeded in looking for three times the period of the syncs, and at least for an hour. */
const staleOf = (facts: AlertFacts, part: PartFacts): Signal => {
  const { orchestrationId, syncPeriodMs, now } = facts;
  const { platform, deliveringSince, lookedAt } = part;
  const subject = { orchestrationId, platform };
  if (!isDelivering(facts, part) || deliveringSince === null || syncPeriodMs === null) {
    return cleared('sync_stale', subject);
  }
  const since = Math.max(Date.parse(deliveringSince), lookedAt === null ? 0 : Date.parse(lookedAt));
  const [age, most] = [Date.parse(now) - since, Math.max(stalePeriods * syncPeriodMs, leastStaleMs)];
  const minutes = Math.floor(age / 60_000);
  return {
    ...{ kind: 'sync_stale', severity: 'warning', subject, basis: null },
    verdict: age > most ? 'open' : 'clear',
    threshold: Math.round(most / 60_000),
    values: { minutes, last_look_at: lookedAt },
    message: `No look at ${platform} has succeeded for ${minutes} minutes`,
  };
};

/** Somebody has changed the campaign on its platform, and nobody has brought both sides together. */
const driftOf = ({ orchestrationId }: AlertFacts, { platform, differences }: PartFacts): Signal => {
  const subject = { orchestrationId, platform };
  const left = differences.filter(
    ({ difference, action }) =>
      (difference === 'changed_outside' || difference === 'conflict') && (action === 'reported' || action === 'held'),
  );
  if (left.length === 0) return cleared('drift', subject);
  const paths = left.map(({ path }) => path).toSorted();
  const isConflict = left.some(({ difference }) => difference === 'conflict');
  return {
    ...{ kind: 'drift', subject, verdict: 'open', threshold: null, basis: null },
    severity: isConflict ? 'critical' : 'warning',
    values: { fields: paths.slice(0, 20).join(', '), count: paths.length },
    message: `${platform} has something else than is meant: ${paths.slice(0, 5).join(', ')}`,
  };
};

/** Of each platform; nothing where too little is known. */
export const partConditions = (facts: AlertFacts): readonly Signal[] =>
  facts.parts
    .flatMap((part) => [
      zeroSpendOf(facts, part),
      ...anomaliesOf(facts, part),
      staleOf(facts, part),
      driftOf(facts, part),
    ])
    .filter((signal) => signal !== undefined);
