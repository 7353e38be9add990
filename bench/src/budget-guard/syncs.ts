import { noSpend, type Observation, type SpendReport, withReport } from '@campaigns/domain';
import { type Random, randomFrom } from '../random.ts';
import { type Campaign, dayMs, endOf, minuteMs, type PlatformCourse, spentAt, spentToCapAt } from './campaign.ts';

/** One sync, and what is known of each platform after it. */
export type Sync = Readonly<{ at: number; observations: readonly (readonly Observation[])[] }>;

const everyMs = 15 * minuteMs;
const jitterMs = 2 * minuteMs;
const lagJitterMs = 3 * minuteMs;

/** One platform fails in every fiftieth. */
const failing = 0.02;

/** Before so much of the cap is spent nobody looks, and by the other every rule that deserves the name has paused. */
const [worthLooking, farBeyondCap] = [0.5, 1.25];

/** An instant of the simulation, which begins with the epoch. */
export const iso = (ms: number): string => new Date(ms).toISOString();

const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/** What a platform knows of its days, from the one that was not over when it last reported. */
const reportOf = (course: PlatformCourse, observedAt: number, from: number, asOf: number): SpendReport => ({
  platformCampaignId: 'campaign',
  observedAt: iso(observedAt),
  days: Array.from({ length: dayOf(asOf) - dayOf(from) + 1 }, (_, index) => {
    const begin = (dayOf(from) + index) * dayMs;
    const spend = spentAt(course, Math.min(asOf, begin + dayMs)) - spentAt(course, begin);
    return { date: `day ${dayOf(begin)}`, spendMicros: Math.round(spend) };
  }),
});

/** How many syncs are missed from this one on: now and then one, seldom an hour or more of them. */
const missedFrom = (random: Random): number => {
  if (random.happens(0.003)) return Math.round(random.between(3, 8));
  return random.happens(0.05) ? 1 : 0;
};

/** Syncs about every quarter of an hour, of platforms that report what they spend about so long afterwards. */
export const syncsOf = (campaign: Campaign, seed: number, lagMs: number): readonly Sync[] => {
  const random = randomFrom(seed);
  const known = campaign.platforms.map((course) => ({ course, asOf: 0, reportedTo: 0, series: noSpend }));
  const syncs: Sync[] = [];
  const end = endOf(campaign);
  let missed = 0;
  for (let due = everyMs; due < end && spentToCapAt(campaign, due) < farBeyondCap; due += everyMs) {
    if (spentToCapAt(campaign, due) < worthLooking) continue;
    const at = Math.round(due + random.between(-jitterMs, jitterMs));
    missed = Math.max(missed - 1, missedFrom(random));
    for (const each of known) {
      each.asOf = Math.max(each.asOf, at - lagMs - random.between(-lagJitterMs, lagJitterMs));
      if (missed > 0 || random.happens(failing)) continue;
      each.series = withReport(each.series, reportOf(each.course, at, each.reportedTo, each.asOf));
      each.reportedTo = each.asOf;
    }
    if (missed === 0) syncs.push({ at, observations: known.map(({ series }) => series.observations) });
  }
  return syncs;
};
