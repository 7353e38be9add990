import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextOnSchedule } from './cron.ts';
import { instantOf } from './wall-clock.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/** Days on which clocks are changed; Samoa left out a whole one. */
const changes = [
  ...[['Europe/Berlin', '2026-03-29'] as const, ['Europe/Berlin', '2026-10-25'] as const],
  ...[['America/New_York', '2026-03-08'] as const, ['America/New_York', '2026-11-01'] as const],
  ...[['Australia/Lord_Howe', '2026-10-04'] as const, ['Australia/Lord_Howe', '2026-04-05'] as const],
  ...[['America/Sao_Paulo', '2018-11-04'] as const, ['America/Sao_Paulo', '2018-02-18'] as const],
  ...[['Africa/Cairo', '2026-04-24'] as const, ['Africa/Cairo', '2026-10-30'] as const],
  ...[['Pacific/Auckland', '2026-09-27'] as const, ['Pacific/Apia', '2011-12-30'] as const],
] as const;
const zones = [...new Set(changes.map(([where]) => where)), 'Asia/Kolkata', 'UTC'] as const;
type Zone = (typeof zones)[number];
const clocks = new Map(
  zones.map((where) => [
    where,
    new Intl.DateTimeFormat('sv', { timeZone: where, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);

/** What the clock shows, as if it were UTC: the difference to the instant is the offset. */
const shown = (instantMs: number, where: Zone): number =>
  Date.parse(`${clocks.get(where)?.format(instantMs).replace(' ', 'T')}Z`);
const offset = (instantMs: number, where: Zone): number => shown(instantMs, where) - instantMs;

/** Every instant at which the clock shows a time, by trying all offsets that there are. */
const showing = (localMs: number, where: Zone): readonly number[] =>
  Array.from({ length: 109 }, (_, index) => localMs - (index * 15 - 13 * 60) * minuteMs)
    .filter((instantMs) => shown(instantMs, where) === localMs)
    .toSorted((a, b) => a - b);

/** A minute on the clock of a zone: of any day in fifty years, or around a change. */
const moment = fc.oneof(
  fc.tuple(
    fc.constantFrom(...zones),
    fc.integer({ min: 2_629_440, max: 31_553_280 }).map((minute) => minute * minuteMs),
  ),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -120, max: 240 }))
    .map(([[where, day], minute]) => [where, Date.parse(day) + minute * minuteMs] as [Zone, number]),
);

describe('The instant of a time on the wall', () => {
  it('is the first at which the clock shows it, or as far behind it as the clock was put forward', () => {
    fc.assert(
      fc.property(moment, ([where, localMs]) => {
        const local = new Date(localMs).toISOString().slice(0, 16);
        const instantMs = Date.parse(instantOf({ local, zone: where }));
        const [first] = showing(localMs, where);
        if (first === undefined) {
          const gap = offset(instantMs, where) - offset(instantMs - dayMs, where);
          expect(gap).toBeGreaterThan(0);
          expect(shown(instantMs, where)).toBe(localMs + gap);
        } else {
          expect(instantMs).toBe(first);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const dayOf = (instantMs: number, where: Zone): number => Math.floor(shown(instantMs, where) / dayMs);

describe('A daily cron schedule', () => {
  it('comes once on every day, at its time or, where the clock does not show it, when the clock is put forward', () => {
    const timeOfDay = fc.oneof(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 240 }));
    fc.assert(
      fc.property(moment, timeOfDay, ([where, localMs], time) => {
        const fromMs =
          Date.parse(instantOf({ local: new Date(localMs).toISOString().slice(0, 16), zone: where })) - dayMs / 2;
        const cron = `${time % 60} ${Math.floor(time / 60)} * * *`;
        const next = (afterMs: number): number =>
          Date.parse(nextOnSchedule({ cron, zone: where }, new Date(afterMs).toISOString()));
        const [beat, following] = [next(fromMs), next(next(fromMs))];
        expect(beat).toBeGreaterThan(fromMs);
        const days = dayOf(following, where) - dayOf(beat, where);
        // Samoa has once left out a whole day.
        expect(where === 'Pacific/Apia' ? Math.min(days, 1) : days).toBe(1);
        const dueMs = dayOf(beat, where) * dayMs + time * minuteMs;
        const [first] = showing(dueMs, where);
        if (first !== undefined) {
          expect(beat).toBe(first);
        } else {
          expect(shown(beat - 1_000, where)).toBeLessThan(dueMs);
          expect(shown(beat, where)).toBeGreaterThan(dueMs);
        }
      }),
      { numRuns: 500 },
    );
  });
});
