import type { Benchmark } from '../benchmark.ts';
import type { Aim, Figure } from '../report/figure.ts';
import { type Outcome, simulate } from './simulation.ts';

const unit = '% of the cap';
const atMost = (than: number): Readonly<{ aim: Aim }> => ({ aim: { of: 'value', is: 'at most', than } });

type Sides = Readonly<{ guard: Outcome; naive: Outcome }>;

const beside = (name: string, { guard, naive }: Sides, of: (outcome: Outcome) => number): Figure => ({
  ...{ name, value: of(guard), unit, ratio: of(guard) / of(naive) },
  limit: { name: 'pausing when the reports reach the cap', value: of(naive) },
});

/**
 * Campaigns on platforms that report half an hour late, paused by the budget guard and, in the same simulation, by a rule that
 * waits for the reports. No clock is involved: the same figures come out anywhere.
 */
export const budgetGuard: Benchmark = async ({ quick, say }) => {
  const campaigns = quick ? 50 : 500;
  const simulated = (lagMinutes: number, toldMinutes: number): Sides => {
    say(`${campaigns} campaigns, reports after ${lagMinutes} minutes`);
    return simulate({ campaigns, lagMinutes, toldMinutes });
  };
  const halfHour = simulated(30, 30);
  const [hour, later] = [simulated(60, 60), simulated(45, 30)];
  return [
    { ...beside('overspend, p95', halfHour, ({ overspend }) => overspend.p95), ...atMost(2) },
    { ...beside('overspend, most', halfHour, ({ overspend }) => overspend.most), ...atMost(5) },
    { name: 'unused at the pause, p50', value: halfHour.guard.unused.p50, unit },
    { name: 'unused at the pause, p95', value: halfHour.guard.unused.p95, unit, ...atMost(3) },
    { name: 'unused at the pause, most', value: halfHour.guard.unused.most, unit },
    beside('reports after an hour, overspend, p95', hour, ({ overspend }) => overspend.p95),
    { name: 'reports after an hour, unused, p95', value: hour.guard.unused.p95, unit },
    beside('reports after 45 minutes, taken for 30: overspend, p95', later, ({ overspend }) => overspend.p95),
  ];
};
