import type { AlertEvent } from '@campaigns/contracts';
import { fold } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AlertCommand, alertDecider } from './alert.ts';
import { budgetThresholds } from './budget-conditions.ts';
import { alertIdOf, type Signal } from './signal.ts';
import { facts, org, part, unit } from './testing/facts.ts';

const shareOf = (percent: number): Signal => {
  const [signal] = budgetThresholds(
    facts({
      parts: [part({ spentMicros: Math.round(percent * 30 * unit) })],
      settings: { ...facts().settings, thresholds: [90] },
    }),
  );
  if (signal === undefined) throw new Error('No threshold was looked at');
  return signal;
};
const alertId = alertIdOf(org, shareOf(0));

const observing = (percent: number, minute: number): AlertCommand => ({
  type: 'Observe',
  data: { alertId, orgId: org, signal: shareOf(percent), muted: false, now: new Date(minute * 60_000).toISOString() },
});

const sent = (commands: readonly AlertCommand[]): readonly AlertEvent[] => {
  const history: AlertEvent[] = [];
  for (const command of commands) history.push(...alertDecider.decide(command, fold(alertDecider, history)));
  return history;
};

const count = (events: readonly AlertEvent[], type: AlertEvent['type']): number =>
  events.filter((event) => event.type === type).length;

/** How often shares go from below the band up to the threshold: what a person would call a change. */
const crossings = (shares: readonly number[]): number => {
  let [isOpen, opened] = [false, 0];
  for (const share of shares) {
    if (!isOpen && share >= 90) [isOpen, opened] = [true, opened + 1];
    else if (isOpen && share < 88) isOpen = false;
  }
  return opened;
};

const share = fc.integer({ min: 800, max: 1_000 }).map((tenths) => tenths / 10);

describe('Alerts by law', () => {
  it('open once per change, however often each look is told', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(share, fc.integer({ min: 1, max: 3 })), { maxLength: 30 }), (looks) => {
        const commands = looks.flatMap(([percent, repeats], minute) =>
          Array.from({ length: repeats }, () => observing(percent, minute)),
        );
        const events = sent(commands);
        expect(count(events, 'AlertOpened')).toBe(crossings(looks.map(([percent]) => percent)));
      }),
    );
  });

  it('do not flap with a value that stays within the band', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 881, max: 999 }), { minLength: 1, maxLength: 50 }), (tenths) => {
        const events = sent([observing(95, 0), ...tenths.map((each, index) => observing(each / 10, index + 1))]);
        expect(events.map(({ type }) => type)).toEqual(['AlertOpened']);
      }),
    );
  });

  it('come to the same end when old looks are told again later', () => {
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(19), { maxLength: 10 }),
        (all, again) => {
          const inOrder = all.map((percent, minute) => observing(percent, minute));
          const before = sent(inOrder);
          const last = fold(alertDecider, before);
          if (last.status === 'absent') return;
          const changedAt = Date.parse(last.changedAt);
          const late = again
            .flatMap((index) => inOrder[index] ?? [])
            .filter(({ data }) => Date.parse(data.now) < changedAt);
          expect(sent([...inOrder, ...late])).toEqual(before);
        },
      ),
    );
  });

  it('have episodes that are counted without a gap', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 40 }), (shares) => {
        const events = sent(shares.map(observing));
        const episodes = events.flatMap((event) => (event.type === 'AlertOpened' ? [event.data.episode] : []));
        expect(episodes).toEqual(episodes.map((_, index) => index + 1));
      }),
    );
  });
});
