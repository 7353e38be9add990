import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorUnitMicros } from '../money/currency.ts';
import { platformNames } from '../state/campaign.ts';
import { dayMillis } from '../time/zone.ts';
import { changeTerms, type Ledger, openLedger, type SpentDay, spentDays, type Terms } from './ledger.ts';

const origin = Date.parse('2026-03-05T17:20:00Z');

type Setting = Readonly<{ platform: (typeof platformNames)[number]; seed: number; timeZone: string; currency: string }>;
const settings: fc.Arbitrary<Setting> = fc.record({
  platform: fc.constantFrom(...platformNames),
  seed: fc.integer(),
  timeZone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
  currency: fc.constantFrom('USD', 'EUR', 'JPY'),
});

/** What happens to a campaign, some time after what happened before. */
type Step = Readonly<{ afterMs: number; change?: Readonly<{ active: boolean; units: number }> }>;
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record(
    {
      afterMs: fc.integer({ min: 0, max: 3 * dayMillis }),
      change: fc.record({ active: fc.boolean(), units: fc.integer({ min: 1, max: 500_000 }) }),
    },
    { requiredKeys: ['afterMs'] },
  ),
  { maxLength: 25 },
);

const flightDays = fc.integer({ min: 1, max: 40 });

const opened = ({ platform, seed, timeZone, currency }: Setting, terms: Terms): Ledger =>
  openLedger({ platform, key: 'an account/0', seed, timeZone, currency }, origin, terms);

const termsOf = (kind: 'daily' | 'lifetime', units: number, currency: string, days: number): Terms => ({
  active: true,
  budget: { kind, micros: units * minorUnitMicros(currency) },
  startAt: undefined,
  endAt: origin + days * dayMillis,
});

const total = (days: readonly SpentDay[]): number => days.reduce((sum, { spendMicros }) => sum + spendMicros, 0);

type Reader = (days: readonly SpentDay[], terms: Terms) => void;

/** Runs the steps on a ledger, with a look at it after each, if wanted, and at the end. */
const run = (ledger: Ledger, course: readonly Step[], currency: string, read?: Reader): readonly SpentDay[] => {
  let at = origin;
  for (const { afterMs, change } of course) {
    at += afterMs;
    if (change !== undefined) {
      const { active, units } = change;
      const budget = { ...ledger.terms.budget, micros: units * minorUnitMicros(currency) };
      changeTerms(ledger, at, { ...ledger.terms, active, budget });
    }
    read?.(spentDays(ledger, at), ledger.terms);
  }
  return spentDays(ledger, at);
};

describe('the spend of a campaign', () => {
  it('never passes a lifetime budget, however the campaign is paused, resumed and given other budgets', () => {
    fc.assert(
      fc.property(settings, flightDays, steps, (setting, days, course) => {
        const ledger = opened(setting, termsOf('lifetime', 100_000, setting.currency, days));
        let most = ledger.terms.budget.micros;
        run(ledger, course, setting.currency, (rows, { budget }) => {
          most = Math.max(most, budget.micros);
          expect(total(rows)).toBeLessThanOrEqual(most);
        });
      }),
    );
  });

  it('is the whole lifetime budget when the flight is over, for a campaign that was never paused', () => {
    fc.assert(
      fc.property(settings, flightDays, fc.integer({ min: 1, max: 10_000_000 }), (setting, days, units) => {
        const ledger = opened(setting, termsOf('lifetime', units, setting.currency, days));
        const micros = units * minorUnitMicros(setting.currency);
        expect(total(spentDays(ledger, origin + (days + 1) * dayMillis))).toBe(micros);
      }),
    );
  });

  it('stays within the overdelivery of the platform on a daily budget', () => {
    fc.assert(
      fc.property(settings, flightDays, (setting, days) => {
        const ledger = opened(setting, termsOf('daily', 20_000, setting.currency, days));
        const most = ledger.terms.budget.micros * ledger.profile.dailyPace[1];
        for (const day of spentDays(ledger, origin + days * dayMillis)) {
          expect(day.spendMicros).toBeLessThanOrEqual(most + minorUnitMicros(setting.currency));
        }
      }),
    );
  });

  it('never passes what a day may cost beside a lifetime budget', () => {
    fc.assert(
      fc.property(settings, flightDays, fc.integer({ min: 1, max: 90_000 }), steps, (setting, days, units, course) => {
        const terms = termsOf('lifetime', 90_000, setting.currency, days);
        const dailyCapMicros = units * minorUnitMicros(setting.currency);
        const ledger = opened(setting, { ...terms, budget: { ...terms.budget, dailyCapMicros } });
        run(ledger, course, setting.currency, (rows) => {
          for (const { spendMicros } of rows) expect(spendMicros).toBeLessThanOrEqual(dailyCapMicros);
        });
      }),
    );
  });

  it('never falls on any day when it is read again later', () => {
    fc.assert(
      fc.property(settings, fc.constantFrom('daily', 'lifetime'), flightDays, steps, (setting, kind, days, course) => {
        const ledger = opened(setting, termsOf(kind, 50_000, setting.currency, days));
        let before: readonly SpentDay[] = [];
        run(ledger, course, setting.currency, (rows) => {
          for (const { date, spendMicros } of before) {
            const now = rows.find((row) => row.date === date)?.spendMicros;
            expect(now).toBeGreaterThanOrEqual(spendMicros);
          }
          before = rows;
        });
      }),
    );
  });

  it('does not depend on how often it is read in between', () => {
    fc.assert(
      fc.property(settings, fc.constantFrom('daily', 'lifetime'), flightDays, steps, (setting, kind, days, course) => {
        const terms = termsOf(kind, 50_000, setting.currency, days);
        const looks: (readonly SpentDay[])[] = [];
        const often = run(opened(setting, terms), course, setting.currency, (rows) => looks.push(rows));
        expect(looks).toHaveLength(course.length);
        expect(run(opened(setting, terms), course, setting.currency)).toEqual(often);
      }),
    );
  });

  it('comes day by day in whole smallest units of the currency', () => {
    fc.assert(
      fc.property(settings, steps, (setting, course) => {
        const ledger = opened(setting, termsOf('lifetime', 77_777, setting.currency, 30));
        run(ledger, course, setting.currency, (rows) => {
          const dates = rows.map(({ date }) => date);
          expect(dates).toEqual([...new Set(dates)].sort());
          for (const { spendMicros } of rows) expect(spendMicros % minorUnitMicros(setting.currency)).toBe(0);
        });
      }),
    );
  });

  it('is nothing while the campaign is paused', () => {
    const setting = { platform: 'meta', seed: 1, timeZone: 'UTC', currency: 'USD' } as const;
    const ledger = opened(setting, termsOf('daily', 10_000, 'USD', 30));
    const pausedAt = origin + dayMillis;
    changeTerms(ledger, pausedAt, { ...ledger.terms, active: false });
    const spent = total(spentDays(ledger, pausedAt));
    expect(spent).toBeGreaterThan(0);
    expect(total(spentDays(ledger, pausedAt + 9 * dayMillis))).toBe(spent);
  });
});
