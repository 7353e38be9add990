import { type AllocatorQuestion, allocate, shippedLimits } from '@campaigns/domain';
import { median } from '../measure/statistics.ts';
import { randomFrom } from '../random.ts';
import type { Figure } from '../report/figure.ts';
import { hill } from './curve.ts';
import { poissonAt } from './poisson.ts';

const days = 60;
const unit = 1_000_000;
const dayMs = 24 * 60 * 60 * 1_000;

const dateOf = (day: number): string => new Date(Date.UTC(2026, 0, 5) + day * dayMs).toISOString().slice(0, 10);

/** So many campaigns with two months of results each, and a hundred a day for each of them. */
const questionOf = (campaigns: number, seed: number): AllocatorQuestion<string> => {
  const random = randomFrom(seed);
  return {
    ...{ currency: 'USD', totalMicros: campaigns * 100 * unit, limits: shippedLimits, today: dateOf(days), seed },
    arms: Array.from({ length: campaigns }, (_, index) => {
      const curve = hill(random.magnitude(3, 40), random.magnitude(50, 500), random.between(0.8, 1.6));
      const history = Array.from({ length: days }, (__, day) => {
        const spend = random.between(60, 140);
        const conversions = poissonAt(curve(spend), random.between(0, 1));
        return { day: dateOf(day), spendMicros: Math.round(spend * unit), outcomeMicros: conversions * unit };
      });
      return {
        ...{ platform: `campaign ${index}`, history, budgetMicros: 100 * unit },
        ...{ leastMicros: 0, mostMicros: campaigns * 100 * unit, isLocked: false },
      };
    }),
  };
};

/**
 * What one decision takes, in ms of a processor: on a machine with other work that is what it would take by itself. The median of
 * some, each on a question of its own, after one to warm up.
 */
const msOf = (campaigns: number, rounds: number): number => {
  const times = Array.from({ length: rounds + 1 }, (_, round) => {
    const question = questionOf(campaigns, round + 1);
    const before = process.cpuUsage();
    const answer = allocate(question);
    if (answer.kind === 'infeasible') throw new Error(`Infeasible: ${answer.conflict.join(', ')}`);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return median(times.slice(1));
};

const figure = (name: string, value: number, budget: number): Figure => ({
  ...{ name, value, unit: 'ms', limit: { name: 'what it may take', value: budget }, ratio: value / budget },
  aim: { of: 'ratio', is: 'at most', than: 1 },
});

/** The time of a decision over six platforms, and over the campaigns of a large account, beside what it may take. */
export const decisionTimes = (rounds: number): readonly Figure[] => [
  figure('a decision for 6 platforms', msOf(6, rounds), 200),
  figure('a decision for 500 campaigns', msOf(500, rounds), 5_000),
];
