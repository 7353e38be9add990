import type { AllocatorDay } from './question.ts';

/** One day of an arm. */
export type EvidenceDay = Readonly<{
  /** Days before the day that is decided for; 1 is yesterday. */
  age: number;
  /** As a multiple of the arm's reference spend; positive. */
  spend: number;
  /** Conversions, or revenue in units of the currency. */
  outcome: number;
}>;

export type Evidence = Readonly<{
  /** The spend that curves of this arm are scaled to, in micros a day. */
  referenceMicros: number;
  /** The youngest first. */
  days: readonly EvidenceDay[];
}>;

/** Older days say little of today and would make a decision slower every day. */
const oldestDays = 120;
const dayMs = 86_400_000;
const micros = 1_000_000;

/** An arm's mean spend a day, or an equal part of the total where that is more: what an arm could get counts, not what it has lost. */
const referenceOf = (history: readonly AllocatorDay[], equalMicros: number): number => {
  const spent = history.filter(({ spendMicros }) => spendMicros > 0);
  const mean = spent.reduce((sum, { spendMicros }) => sum + spendMicros, 0) / Math.max(1, spent.length);
  return Math.max(mean, equalMicros, 1);
};

/** What an arm's history says; a day without spend says nothing of what spend brings. */
export const evidenceOf = (
  { history }: Readonly<{ history: readonly AllocatorDay[] }>,
  question: Readonly<{ arms: readonly unknown[]; totalMicros: number; today: string }>,
): Evidence => {
  const now = Date.parse(question.today);
  const known = history.slice(-oldestDays);
  const referenceMicros = referenceOf(known, question.totalMicros / question.arms.length);
  const days = known
    .map(({ day, spendMicros, outcomeMicros }) => ({
      age: Math.round((now - Date.parse(day)) / dayMs),
      spend: spendMicros / referenceMicros,
      outcome: Math.max(0, outcomeMicros / micros),
    }))
    .filter(({ age, spend }) => age > 0 && age <= oldestDays && spend > 0);
  return { referenceMicros, days: days.toSorted((one, other) => one.age - other.age) };
};
