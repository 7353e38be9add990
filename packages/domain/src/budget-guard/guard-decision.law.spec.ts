import { platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardDecision } from './guard-decision.ts';
import { spendEstimate } from './spend-estimate.ts';
import { noSpend, type SpendReport, withReport } from './spend-series.ts';
import type { PlatformSpend } from './spending.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 2, 1);
const iso = (ms: number): string => new Date(ms).toISOString();
const flight = { startAt: iso(begin), endAt: iso(begin + 20 * 24 * 60 * minuteMs) };
const unit = 1_000_000;

/** Reports some minutes apart, each with what has come to the day since. */
const reports = fc
  .array(fc.record({ minutes: fc.integer({ min: 1, max: 90 }), micros: fc.integer({ min: 0, max: 50 * unit }) }), {
    maxLength: 30,
  })
  .map((steps) =>
    steps.reduce<{ at: number; micros: number; reports: readonly SpendReport[] }>(
      (known, step) => {
        const [at, micros] = [known.at + step.minutes * minuteMs, known.micros + step.micros];
        const report = { platformCampaignId: '1', observedAt: iso(at), days: [{ date: 'day', spendMicros: micros }] };
        return { at, micros, reports: [...known.reports, report] };
      },
      { at: begin, micros: 0, reports: [] },
    ),
  );

const asReported = (given: readonly SpendReport[]): PlatformSpend['observations'] =>
  given.map(({ observedAt, days }) => ({ observedAt, spentMicros: days[0]?.spendMicros ?? 0 }));

const spending = fc
  .record({
    platform: fc.constantFrom(...platform.options),
    reports,
    from: fc.integer({ min: 0, max: 600 }),
    until: fc.option(fc.integer({ min: 600, max: 3_000 })),
    lagMinutes: fc.integer({ min: 0, max: 180 }),
    budget: fc.record({
      micros: fc.integer({ min: unit, max: 5_000 * unit }),
      heldPer: fc.constantFrom('flight' as const, 'day' as const),
    }),
  })
  .map(({ reports: told, from, until, lagMinutes, ...rest }) => ({
    reports: told.reports,
    lastAt: told.at,
    spend: {
      ...{ ...rest, flight, lagMs: lagMinutes * minuteMs },
      deliversFrom: iso(begin + from * minuteMs),
      deliversUntil: until === null ? null : iso(begin + until * minuteMs),
      observations: asReported(told.reports),
    } satisfies PlatformSpend,
  }));

const situation = fc
  .record({
    all: fc.array(spending, { minLength: 1, maxLength: 6 }),
    capMicros: fc.integer({ min: unit, max: 10_000 * unit }),
    after: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ all, capMicros, after }) => ({
    ...{ all, capMicros, platforms: all.map(({ spend }) => spend) },
    now: iso(Math.max(...all.map(({ lastAt }) => lastAt)) + after * minuteMs),
  }));

describe('The budget guard, whatever was reported', () => {
  it('pauses at the instant at which it wanted to look again, and not a millisecond before', () => {
    fc.assert(
      fc.property(situation, ({ platforms, capMicros, now }) => {
        const decision = guardDecision({ capMicros, platforms, now });
        if (decision.do === 'pause' || decision.lookAgainAt === null) return;
        const again = Date.parse(decision.lookAgainAt);
        expect(again).toBeGreaterThan(Date.parse(now));
        expect(guardDecision({ capMicros, platforms, now: iso(again) }).do).toBe('pause');
        expect(guardDecision({ capMicros, platforms, now: iso(again - 1) }).do).toBe('wait');
      }),
    );
  });

  it('pauses whatever it has paused before, as long as nothing else is known', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 10_000 }), ({ platforms, capMicros, now }, minutes) => {
        fc.pre(guardDecision({ capMicros, platforms, now }).do === 'pause');
        const later = iso(Date.parse(now) + minutes * minuteMs);
        expect(guardDecision({ capMicros, platforms, now: later }).do).toBe('pause');
      }),
    );
  });

  it('does not pause what would end below the cap by itself', () => {
    fc.assert(
      fc.property(situation, ({ platforms, now }) => {
        const { mostMicros } = spendEstimate(platforms, { now });
        const decision = guardDecision({ capMicros: mostMicros + 1, platforms, now });
        expect(decision).toMatchObject({ do: 'wait', lookAgainAt: null });
      }),
    );
  });

  it('estimates whole micros: observed, then in flight, then what to reckon with, then a burst, then the most', () => {
    fc.assert(
      fc.property(situation, ({ platforms, now }) => {
        const { observedMicros, inFlightMicros, upperMicros, burstMicros, mostMicros } = spendEstimate(platforms, {
          now,
        });
        for (const micros of [observedMicros, inFlightMicros, upperMicros, burstMicros, mostMicros]) {
          expect(Number.isSafeInteger(micros)).toBe(true);
        }
        expect(inFlightMicros).toBeGreaterThanOrEqual(0);
        expect(upperMicros).toBeGreaterThanOrEqual(observedMicros + inFlightMicros);
        expect(burstMicros).toBeGreaterThanOrEqual(upperMicros);
        expect(mostMicros).toBeGreaterThanOrEqual(burstMicros);
      }),
    );
  });

  it('decides by the observations that a series keeps as it would by all of them', () => {
    fc.assert(
      fc.property(situation, ({ all, platforms, capMicros, now }) => {
        const kept = all.map(({ reports: told, spend }) => ({
          ...spend,
          observations: told.reduce(withReport, noSpend).observations,
        }));
        expect(guardDecision({ capMicros, platforms: kept, now })).toEqual(
          guardDecision({ capMicros, platforms, now }),
        );
      }),
    );
  });
});
