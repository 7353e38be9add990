import { percentile } from '../measure/statistics.ts';
import { randomFrom } from '../random.ts';
import { campaignFrom, minuteMs } from './campaign.ts';
import { type Ending, guardRule, naiveRule, play } from './play.ts';
import { syncsOf } from './syncs.ts';

/** Per cent of the cap, over all campaigns that were paused. */
export type Outcome = Readonly<{
  paused: number;
  overspend: Readonly<{ p50: number; p95: number; most: number }>;
  unused: Readonly<{ p50: number; p95: number; most: number }>;
  /** The most that a campaign which nobody paused has spent. */
  mostUnpaused: number;
}>;

/** How long reports take, and how long the guard is told that they take. */
export type Setting = Readonly<{ campaigns: number; lagMinutes: number; toldMinutes: number }>;

const spreadOf = (parts: readonly number[]): Outcome['overspend'] => {
  const [p50 = 0, p95 = 0, most = 0] = [0.5, 0.95, 1].map((share) => 100 * percentile(parts, share));
  return { p50, p95, most };
};

const outcomeOf = (endings: readonly Ending[]): Outcome => {
  const paused = endings.filter(({ isPaused }) => isPaused).map(({ spentToCap }) => spentToCap);
  const unpaused = endings.filter(({ isPaused }) => !isPaused).map(({ spentToCap }) => 100 * spentToCap);
  return {
    paused: paused.length,
    overspend: spreadOf(paused.map((spent) => Math.max(0, spent - 1))),
    unused: spreadOf(paused.map((spent) => Math.max(0, 1 - spent))),
    mostUnpaused: Math.max(0, ...unpaused),
  };
};

/** The same campaigns, syncs and pauses under both rules. The same setting gives the same outcomes. */
export const simulate = ({
  campaigns,
  lagMinutes,
  toldMinutes,
}: Setting): Readonly<{ guard: Outcome; naive: Outcome }> => {
  const [guard, naive]: [Ending[], Ending[]] = [[], []];
  for (let seed = 1; seed <= campaigns; seed += 1) {
    const campaign = campaignFrom(seed);
    const syncs = syncsOf(campaign, -seed, lagMinutes * minuteMs);
    const pauseMs = Math.round(randomFrom(1_000_000 + seed).between(1, 60) * 1_000);
    const played = { campaign, syncs, pauseMs, lagMs: toldMinutes * minuteMs };
    guard.push(play(played, guardRule));
    naive.push(play(played, naiveRule));
  }
  return { guard: outcomeOf(guard), naive: outcomeOf(naive) };
};
