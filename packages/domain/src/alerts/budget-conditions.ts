import type { AlertSeverity } from '@campaigns/contracts';
import { pacing } from '../pacing/pacing.ts';
import { isRecent } from '../time/recent.ts';
import { type AlertFacts, inWords, isRunning, type PartFacts, rounded, unitsOf } from './facts.ts';
import { cleared, type Signal, type Verdict } from './signal.ts';

const severityOf = (percent: number): AlertSeverity =>
  percent >= 100 ? 'critical' : percent >= 90 ? 'warning' : 'info';

/** Exact where a product of micros passes what a double keeps. */
const hasReached = (spentMicros: number, totalMicros: number, percent: number): boolean =>
  BigInt(spentMicros) * 10_000n >= BigInt(totalMicros) * BigInt(Math.round(percent * 100));

const verdictAt = (spent: number, total: number, percent: number, hysteresis: number): Verdict => {
  if (total > 0 && hasReached(spent, total, percent)) return 'open';
  return total > 0 && hasReached(spent, total, Math.max(0, percent - hysteresis)) ? 'hold' : 'clear';
};

/** Results that were read long ago open nothing: of a campaign that ended last year nobody is told today. */
const isKnown = ({ parts, now }: AlertFacts): boolean =>
  parts.some(({ observedAt }) => observedAt !== null && isRecent(observedAt, now));

/** Once for each threshold and total: with another total all of them are armed again. */
export const budgetThresholds = (facts: AlertFacts): readonly Signal[] => {
  const { orchestrationId, currency, totalMicros, parts, settings, openPercents, status } = facts;
  if (status === 'draft' || status === 'scheduled') return [];
  const spentMicros = parts.reduce((sum, part) => sum + part.spentMicros, 0);
  const share = totalMicros === 0 ? 0 : (spentMicros / totalMicros) * 100;
  const known = (verdict: Verdict): Verdict => (verdict === 'open' && !isKnown(facts) ? 'hold' : verdict);
  const watched = settings.thresholds.map(
    (percent): Signal => ({
      kind: 'budget_threshold',
      severity: severityOf(percent),
      subject: { orchestrationId, percent },
      verdict: known(verdictAt(spentMicros, totalMicros, percent, settings.hysteresisPoints)),
      threshold: percent,
      values: { spent: unitsOf(spentMicros), budget: unitsOf(totalMicros), share: rounded(share), currency },
      message: `${percent} % of the budget is spent: ${inWords(spentMicros, currency)} of ${inWords(totalMicros, currency)}`,
      basis: String(totalMicros),
    }),
  );
  const dropped = openPercents.filter((percent) => !settings.thresholds.includes(percent));
  return [...watched, ...dropped.map((percent) => cleared('budget_threshold', { orchestrationId, percent }))];
};

/** Sure enough to say so, and unsure enough to take it back. */
const overspendAt = 0.9;
const noOverspendBelow = 0.7;

/** A platform that spends, and was not looked at for long, may have spent anything. */
const observedFor = (now: string, { status, deliveringSince, observedAt }: PartFacts): string | null => {
  if (status === 'pending' || status === 'failed') return now;
  return deliveringSince !== null && observedAt !== null && !isRecent(observedAt, now) ? null : observedAt;
};

/** What pacing expects of the end of the flight. */
export const forecastOverspend = (facts: AlertFacts): readonly Signal[] => {
  const { orchestrationId, currency, totalMicros, flight, parts, now } = facts;
  const subject = { orchestrationId };
  if (!isRunning(facts) || flight === null) return [cleared('forecast_overspend', subject)];
  const { whole } = pacing(
    parts.map((part) => ({
      ...{ budgetMicros: part.budgetMicros, flight, timeZone: part.timeZone, days: part.days },
      isDelivering: part.deliveringSince !== null,
      observedAt: observedFor(now, part),
    })),
  );
  const { overspendProbability: probability, projected } = whole;
  if (probability === null || projected === null) return [];
  const expected = inWords(projected.p50, currency);
  return [
    {
      ...{ kind: 'forecast_overspend', severity: 'warning', subject, basis: String(totalMicros) },
      verdict: probability >= overspendAt ? 'open' : probability < noOverspendBelow ? 'clear' : 'hold',
      threshold: overspendAt * 100,
      values: {
        probability: rounded(probability * 100),
        ...{ p10: unitsOf(projected.p10), p50: unitsOf(projected.p50), p90: unitsOf(projected.p90) },
        ...{ budget: unitsOf(totalMicros), currency },
      },
      message: `Spend is expected to end at ${expected}, above the budget of ${inWords(totalMicros, currency)}`,
    },
  ];
};
