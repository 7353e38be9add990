import { type GuardQuestion, guardDecision } from '@campaigns/domain';
import { type Campaign, dayMs, spentToCapAt } from './campaign.ts';
import { iso, type Sync } from './syncs.ts';

/** What decides on a pause: the guard, or what it is compared with. */
export type Rule = (
  question: GuardQuestion,
) => Readonly<{ do: 'pause' }> | Readonly<{ do: 'wait'; lookAgainAt: string | null }>;

/** Pauses when the reports have reached the cap. */
export const naiveRule: Rule = ({ capMicros, platforms }) => {
  const observed = platforms.reduce((sum, { observations }) => sum + (observations.at(-1)?.spentMicros ?? 0), 0);
  return observed >= capMicros ? { do: 'pause' } : { do: 'wait', lookAgainAt: null };
};

export const guardRule: Rule = guardDecision;

/** How a campaign ended: spend to cap when everything stood still, or at the end of its time. */
export type Ending = Readonly<{ isPaused: boolean; spentToCap: number }>;

export type Play = Readonly<{ campaign: Campaign; syncs: readonly Sync[]; pauseMs: number; lagMs: number }>;

/** Plays a campaign: one decision after each sync, and one at every instant at which the rule wants to look again. */
export const play = ({ campaign, syncs, pauseMs, lagMs }: Play, rule: Rule): Ending => {
  const { capMicros, platforms, days } = campaign;
  const flight = { startAt: iso(0), endAt: iso(days * dayMs) };
  const known = platforms.map(({ platform, budget }) => ({
    ...{ platform, budget, flight, lagMs },
    ...{ deliversFrom: flight.startAt, deliversUntil: null },
  }));
  for (const [index, { at, observations }] of syncs.entries()) {
    const next = syncs[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const seen = known.map((each, of) => ({ ...each, observations: observations[of] ?? [] }));
    for (let now: number | undefined = at; now !== undefined && now < next; ) {
      const decision = rule({ capMicros, platforms: seen, now: iso(now) });
      if (decision.do === 'pause') return { isPaused: true, spentToCap: spentToCapAt(campaign, now + pauseMs) };
      now = decision.lookAgainAt === null ? undefined : Date.parse(decision.lookAgainAt);
    }
  }
  return { isPaused: false, spentToCap: spentToCapAt(campaign, Number.MAX_SAFE_INTEGER) };
};
