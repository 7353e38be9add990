import { describe, expect, it } from '@jest/globals';
import { type GuardDecision, type GuardQuestion, guardDecision } from './guard-decision.ts';
import type { PlatformSpend } from './spending.ts';

const unit = 1_000_000;
const capMicros = 1_000 * unit;

/** An instant of a day in March, by minutes after midnight. */
const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 4) + minutes * 60_000).toISOString();
const noon = 12 * 60;

/** What was reported at noon, and the three quarters of an hour and the hour before, of a steady spend an hour. */
const reports = (spentByNoon: number, anHour: number): PlatformSpend['observations'] =>
  [-60, -45, -30, -15, 0].map((minutes) => ({
    observedAt: at(noon + minutes),
    spentMicros: (spentByNoon + (anHour * minutes) / 60) * unit,
  }));

const spending = (spentByNoon: number, anHour: number, more: Partial<PlatformSpend> = {}): PlatformSpend => ({
  platform: 'meta',
  observations: reports(spentByNoon, anHour),
  deliversFrom: at(-5 * 24 * 60),
  deliversUntil: null,
  flight: { startAt: at(-5 * 24 * 60), endAt: at(5 * 24 * 60) },
  budget: { micros: 5_000 * unit, heldPer: 'flight' },
  ...more,
});

const asked = (platforms: readonly PlatformSpend[], more: Partial<GuardQuestion> = {}): GuardDecision =>
  guardDecision({ capMicros, platforms, now: at(noon), pauseTakesMs: 0, ...more });

describe('The budget guard', () => {
  it('pauses when the reports have reached the cap', () => {
    expect(asked([spending(600, 0), spending(400, 0)])).toMatchObject({ do: 'pause', reason: 'spent' });
  });

  it('pauses before the reports say so, by what was spent since the instant that they speak of', () => {
    // Half an hour at 40 an hour, and 15 % for spending that rises: 23 in flight.
    expect(asked([spending(977, 40)])).toMatchObject({
      ...{ do: 'pause', reason: 'spent_in_flight' },
      estimate: { observedMicros: 977 * unit, inFlightMicros: 20 * unit, upperMicros: 1_000 * unit },
    });
    expect(asked([spending(976, 40)]).do).toBe('wait');
  });

  it('pauses earlier where a burst that nobody has reported yet would bring it more than 5 % above', () => {
    // In flight are 100 in half an hour, in a burst 250.
    expect(asked([spending(800, 200)])).toMatchObject({
      ...{ do: 'pause', reason: 'burst_in_flight' },
      estimate: { upperMicros: 915 * unit, burstMicros: 1_050 * unit },
    });
    expect(asked([spending(799, 200)]).do).toBe('wait');
  });

  it('does not take a burst for one that lasts as long as a platform is silent', () => {
    // Two hours at 20: 46 to reckon with, and in a burst of three quarters of an hour 20.25 more.
    expect(asked([spending(900, 20)], { now: at(noon + 90) }).estimate).toMatchObject({
      ...{ upperMicros: 946 * unit, burstMicros: 966.25 * unit },
    });
  });

  it('adds up what is in flight on all platforms', () => {
    expect(asked([spending(477, 20), spending(500, 20)]).do).toBe('pause');
    expect(asked([spending(477, 20), spending(500, 0)]).do).toBe('wait');
  });

  it('counts what is spent while the platforms are being paused', () => {
    const platforms = [spending(976.8, 40)];
    expect(asked(platforms, { pauseTakesMs: 10_000 }).do).toBe('wait');
    expect(asked(platforms, { pauseTakesMs: 20_000 }).do).toBe('pause');
    expect(guardDecision({ capMicros, platforms, now: at(noon) }).do).toBe('pause');
  });

  it('lets a slow campaign spend its budget', () => {
    expect(asked([spending(900, 1)]).do).toBe('wait');
    expect(asked([spending(999, 1)]).do).toBe('wait');
    expect(asked([spending(999, 0)])).toMatchObject({ do: 'wait', lookAgainAt: null });
  });

  it('says when to look again, and pauses then when nothing has been reported since', () => {
    // 46 an hour are reckoned with: 23 in flight at noon, and the 23 that are left take half an hour more.
    const platforms = [spending(954, 40)];
    expect(asked(platforms)).toMatchObject({ do: 'wait', lookAgainAt: at(noon + 30) });
    expect(asked(platforms, { now: at(noon + 29) })).toMatchObject({ do: 'wait', lookAgainAt: at(noon + 30) });
    expect(asked(platforms, { now: at(noon + 30) })).toMatchObject({ do: 'pause', reason: 'spent_in_flight' });
  });

  it('goes by the hour before the last report, not by what was earlier', () => {
    const before = [{ observedAt: at(noon - 120), spentMicros: 100 * unit }];
    const { observations, ...rest } = spending(954, 40);
    expect(asked([{ ...rest, observations: [...before, ...observations] }])).toEqual(asked([spending(954, 40)]));
  });

  it('looks again the earlier, the longer a platform takes to report; half an hour where nobody knows', () => {
    const lookAgain = (lag: Partial<PlatformSpend>): number => {
      const decision = asked([spending(900, 40, lag)]);
      return decision.do === 'wait' ? Date.parse(decision.lookAgainAt ?? '') : Number.NaN;
    };
    expect(lookAgain({})).toBe(lookAgain({ lagMs: 30 * 60_000 }));
    expect(lookAgain({}) - lookAgain({ lagMs: 45 * 60_000 })).toBe(15 * 60_000);
  });

  it('never stops expecting spend of a platform that no longer reports', () => {
    const { observations, ...rest } = spending(900, 40);
    const silent = { ...rest, observations: observations.slice(0, -2) };
    expect(asked([silent], { now: at(noon + 60) }).do).toBe('wait');
    expect(asked([silent], { now: at(noon + 120) })).toMatchObject({ do: 'pause', reason: 'spent_in_flight' });
  });

  it('does not take money for coming back when a day was restated downwards', () => {
    expect(asked([spending(900, -40), spending(99, 0)])).toMatchObject({
      ...{ do: 'wait', lookAgainAt: null },
      estimate: { observedMicros: 999 * unit, inFlightMicros: 0, upperMicros: 999 * unit },
    });
  });
});

describe('The budget guard and budgets on the platforms', () => {
  const with600 = (heldPer: 'flight' | 'day', platform: PlatformSpend['platform'] = 'google'): PlatformSpend =>
    spending(500, 240, { platform, budget: { micros: 600 * unit, heldPer } });

  it('has nothing to look for where they stop every platform before the cap', () => {
    expect(
      asked([with600('flight'), spending(300, 50, { budget: { micros: 390 * unit, heldPer: 'flight' } })]),
    ).toEqual({
      do: 'wait',
      lookAgainAt: null,
      // In flight are 120 of the first platform, which has 106 left with what is clicked at the last moment.
      estimate: {
        ...{ observedMicros: 800 * unit, inFlightMicros: 131 * unit, mostMicros: 999.9 * unit },
        ...{ upperMicros: 934.75 * unit, burstMicros: 968.5 * unit },
      },
    });
  });

  it('reckons with twice a budget by the day on Google, and less where a day may take less', () => {
    const most = (platform: PlatformSpend['platform']): number =>
      asked([with600('day', platform)]).estimate.mostMicros / unit;
    expect(most('google')).toBe(1_200);
    expect(most('meta')).toBe(1_050);
    expect(most('linkedin')).toBe(900);
    expect(most('tiktok')).toBe(750);
    expect([most('twitter'), most('snapchat')]).toEqual([1_200, 1_200]);
  });

  it('pauses a budget by the day that overdelivers, where one for the flight would end by itself', () => {
    const later = { now: at(noon + 120) };
    expect(asked([with600('day'), spending(300, 0)], later).do).toBe('pause');
    expect(asked([with600('flight'), spending(300, 0)], later).do).toBe('wait');
  });
});

describe('The budget guard and platforms that deliver for a part of the time', () => {
  it('expects no more of a platform than what it spent until it stopped', () => {
    const stopped = spending(970, 40, { deliversUntil: at(noon - 15) });
    expect(asked([stopped], { now: at(noon + 600) })).toMatchObject({
      do: 'wait',
      lookAgainAt: null,
      estimate: { inFlightMicros: 10 * unit, upperMicros: 981.5 * unit, mostMicros: 995 * unit },
    });
    const reported = spending(990, 40, { deliversUntil: at(noon - 30) });
    expect(asked([reported], { now: at(noon + 600) }).estimate).toMatchObject({ inFlightMicros: 0 });
  });

  it('expects what is planned of a platform that has not been watched for long', () => {
    // 480 in ten days are 2 an hour.
    const planned = { budget: { micros: 480 * unit, heldPer: 'day' }, deliversFrom: at(noon - 60) } as const;
    const unseen = spending(0, 0, { ...planned, observations: [] });
    expect(asked([unseen]).estimate).toMatchObject({ observedMicros: 0, inFlightMicros: 2 * unit });
    const resumed = spending(100, 0, { ...planned, deliversFrom: at(noon - 40) });
    expect(asked([resumed]).estimate).toMatchObject({ observedMicros: 100 * unit, inFlightMicros: 1 * unit });
  });

  it('measures a resumed platform from its resumption on', () => {
    const { observations, ...rest } = spending(500, 60, { deliversFrom: at(noon - 60), lagMs: 0 });
    const stoodStill = [-600, -300].map((minutes) => ({ observedAt: at(noon + minutes), spentMicros: 440 * unit }));
    const resumed = { ...rest, observations: [...stoodStill, ...observations] };
    expect(asked([resumed], { now: at(noon + 60) }).estimate).toMatchObject({ inFlightMicros: 60 * unit });
  });
});
