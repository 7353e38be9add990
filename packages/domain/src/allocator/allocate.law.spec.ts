import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.ts';
import type { AllocatorDay, AllocatorQuestion, Arm } from './question.ts';
import { today } from './testing/questions.ts';
import { violations } from './testing/violations.ts';

const cent = 10_000;
const dayMs = 86_400_000;

/** Anything may have happened: days without spend, outcomes without spend, gaps, a million conversions. */
const history: fc.Arbitrary<readonly AllocatorDay[]> = fc
  .array(
    fc.record({
      skip: fc.integer({ min: 1, max: 3 }),
      spendMicros: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2e9 })),
      outcomeMicros: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60e6 }), fc.integer({ min: 0, max: 1e12 })),
    }),
    { maxLength: 20 },
  )
  .map((days) => {
    let age = 0;
    return days
      .map(({ skip, ...rest }) => {
        age += skip;
        return { day: new Date(Date.parse(today) - age * dayMs).toISOString().slice(0, 10), ...rest };
      })
      .toReversed();
  });

const arm = (platform: string): fc.Arbitrary<Arm<string>> =>
  fc.record({
    platform: fc.constant(platform),
    history,
    budgetMicros: fc.integer({ min: 0, max: 50_000 }).map((cents) => cents * cent),
    leastMicros: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 10_000 }).map((cents) => cents * cent),
    ),
    mostMicros: fc.oneof(
      fc.constant(1e9),
      fc.integer({ min: 5_000, max: 90_000 }).map((cents) => cents * cent),
    ),
    isLocked: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });

const question: fc.Arbitrary<AllocatorQuestion<string>> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) =>
    fc.record({
      currency: fc.constant('USD'),
      totalMicros: fc.integer({ min: 1, max: 200_000 }).map((cents) => cents * cent),
      arms: fc.tuple(...Array.from({ length: count }, (_, index) => arm(`p${index}`))),
      limits: fc.record({
        mostMovePercent: fc.constantFrom(10, 30, 50, 100, 1_000),
        explorationPercent: fc.constantFrom(0, 10, 50),
        leastProbability: fc.constantFrom(0, 0.6, 1),
      }),
      outcome: fc.constantFrom('conversions' as const, 'revenue' as const),
      today: fc.constant(today),
      seed: fc.integer(),
    }),
  )
  // Mostly the parts add up to the total already: else few questions are feasible.
  .map((asked) => {
    const present = asked.arms.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);
    return asked.seed % 4 === 0 || present === 0 ? asked : { ...asked, totalMicros: present };
  });

describe('The allocator, whatever has happened', () => {
  it('breaks no limit and splits exactly the total', () => {
    let answered = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const answer = allocate(asked);
        if (answer.kind === 'infeasible') return;
        answered += 1;
        const parts = asked.arms.map((each) => ({ ...each, key: each.platform, currentMicros: each.budgetMicros }));
        const amounts = answer.arms.map(({ afterMicros }) => afterMicros);
        expect(violations({ ...asked, parts }, amounts)).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(answered).toBeGreaterThan(100);
  });

  it('says only finite numbers, and intervals in order', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const answer = allocate(asked);
        if (answer.kind === 'infeasible') return;
        expect(answer.probabilityBetter).toBeGreaterThanOrEqual(0);
        expect(answer.probabilityBetter).toBeLessThanOrEqual(1);
        for (const { before, after, marginalBefore, marginalAfter, curve } of answer.arms) {
          const numbers = [...Object.values(before), ...Object.values(after), ...Object.values(curve)];
          expect([...numbers, marginalBefore, marginalAfter].every((each) => Number.isFinite(each) && each >= 0)).toBe(
            true,
          );
          expect(before.p10).toBeLessThanOrEqual(before.p90);
          expect(after.p10).toBeLessThanOrEqual(after.p90);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('answers the same question the same way', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(allocate(structuredClone(asked))).toEqual(allocate(asked));
      }),
      { numRuns: 40 },
    );
  });
});
