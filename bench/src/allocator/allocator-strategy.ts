import { platform } from '@campaigns/contracts';
import { type AllocatorQuestion, allocate, shippedLimits } from '@campaigns/domain';
import { dayMs } from '../budget-guard/campaign.ts';
import type { Known, KnownDay, Strategy } from './strategy.ts';
import { total } from './world.ts';

const microsPerUnit = 1_000_000;

/** A day of the simulation, which begins on a Monday. */
const dateOf = (day: number): string => new Date(Date.UTC(2026, 0, 5) + day * dayMs).toISOString().slice(0, 10);

const inMicros = (amount: number): number => Math.round(amount * microsPerUnit);

const inCents = (amount: number): number => Math.round(amount * 100) * (microsPerUnit / 100);

const dayOf = ({ spend, conversions }: KnownDay, day: number) => ({
  ...{ day: dateOf(day), spendMicros: inMicros(spend), outcomeMicros: inMicros(conversions) },
});

/** No world is played for so many days: each day of each seed has draws of its own. */
const mostDays = 1_024;

/** What the allocator is asked on a morning: the shipped limits, and no limit on any platform. */
export const questionOf = ({ day, history, amounts }: Known, seed: number): AllocatorQuestion => ({
  ...{ currency: 'USD', totalMicros: inMicros(total), limits: shippedLimits, today: dateOf(day) },
  seed: seed * mostDays + day,
  arms: platform.options.map((each, index) => ({
    platform: each,
    history: (history[index] ?? []).map(dayOf),
    budgetMicros: inCents(amounts[index] ?? 0),
    ...{ leastMicros: 0, mostMicros: inMicros(total), isLocked: false },
  })),
});

/** The product's own allocator. Throws when it finds limits infeasible: there are none that could be. */
export const allocator: Strategy = {
  name: 'allocator',
  isJudged: true,
  decide: (known, seed) => {
    const answer = allocate(questionOf(known, seed));
    if (answer.kind === 'infeasible') throw new Error(`Infeasible: ${answer.conflict.join(', ')}`);
    return answer.arms.map(({ afterMicros }) => afterMicros / microsPerUnit);
  },
};
