import type { AlertEvent } from '@campaigns/contracts';
import { specFor } from '@campaigns/testing';
import { describe, it } from '@jest/globals';
import { type AlertCommand, alertDecider } from './alert.ts';
import { alertIdOf, type Signal } from './signal.ts';
import { campaign, org } from './testing/facts.ts';

const { given } = specFor(alertDecider);

const at = (minute: number): string => `2026-04-20T12:${String(minute).padStart(2, '0')}:00.000Z`;
const signal: Signal = {
  ...{ kind: 'budget_threshold', severity: 'warning', subject: { orchestrationId: campaign, percent: 90 } },
  ...{ verdict: 'open', threshold: 90, values: { share: 91 }, message: '90 % of the budget is spent', basis: '3000' },
};
const alertId = alertIdOf(org, signal);

const observe = (minute: number, change: Partial<Signal> = {}, muted = false): AlertCommand => ({
  type: 'Observe',
  data: { alertId, orgId: org, signal: { ...signal, ...change }, muted, now: at(minute) },
});
const opened = (minute: number, episode = 1, basis = '3000'): AlertEvent => {
  const { verdict: _verdict, ...told } = signal;
  return {
    type: 'AlertOpened',
    data: {
      ...{ alertId, orgId: org, episode, ...told, runbook: 'runbooks/alerts.md#budget-threshold', basis },
      at: at(minute),
    },
  };
};
const resolved = (minute: number, by: 'system' | 'user', reason: string | null = null): AlertEvent => ({
  type: 'AlertResolved',
  data: { alertId, episode: 1, by, reason, at: at(minute) },
});
const snoozed: AlertEvent = { type: 'AlertSnoozed', data: { alertId, episode: 1, until: at(30), at: at(1) } };
const acknowledged: AlertEvent = { type: 'AlertAcknowledged', data: { alertId, episode: 1, note: null, at: at(1) } };

const acknowledge = { type: 'Acknowledge', data: { alertId, note: null, now: at(1) } } as const;
const snooze = (until = at(30)) => ({ type: 'Snooze', data: { alertId, until, now: at(1) } }) as const;
const endSnooze = (minute: number) => ({ type: 'EndSnooze', data: { alertId, now: at(minute) } }) as const;
const resolve = { type: 'Resolve', data: { alertId, reason: 'Agreed', now: at(2) } } as const;

describe('An alert', () => {
  describe('that is looked at', () => {
    it('opens', () => given().when(observe(0)).then(opened(0)));
    it('does not open twice', () => given(opened(0)).when(observe(5)).thenNothing());
    it('does not open in the band below its threshold', () =>
      given()
        .when(observe(0, { verdict: 'hold' }))
        .thenNothing());
    it('does not open while its kind is muted', () =>
      given()
        .when(observe(0, {}, true))
        .thenNothing());
    it('resolves when it has passed', () =>
      given(opened(0))
        .when(observe(5, { verdict: 'clear' }))
        .then(resolved(5, 'system')));
    it('resolves though its kind is muted by now', () =>
      given(opened(0))
        .when(observe(5, { verdict: 'clear' }, true))
        .then(resolved(5, 'system')));
    it('stays as it is in the band', () =>
      given(opened(0))
        .when(observe(5, { verdict: 'hold' }))
        .thenNothing());
    it('opens anew the next time', () => given(opened(0), resolved(5, 'system')).when(observe(9)).then(opened(9, 2)));
    it('begins anew with another budget', () =>
      given(opened(0))
        .when(observe(5, { basis: '4000' }))
        .then(resolved(5, 'system', 'What it was measured against has changed'), opened(5, 2, '4000')));
    it('does not go by a look that is older than what is known', () => {
      given(opened(5))
        .when(observe(3, { verdict: 'clear' }))
        .thenNothing();
      given(opened(0), resolved(5, 'system')).when(observe(3)).thenNothing();
    });
  });

  describe('that a person has resolved', () => {
    const history = [opened(0), resolved(2, 'user', 'Agreed')] as const;
    it('does not come back while it goes on', () =>
      given(...history)
        .when(observe(5))
        .thenNothing());
    it('can come back once it has passed', () =>
      given(...history)
        .when(observe(5, { verdict: 'clear' }))
        .then({ type: 'AlertCleared', data: { alertId, episode: 1, at: at(5) } }));
    it('comes back then', () =>
      given(...history, { type: 'AlertCleared', data: { alertId, episode: 1, at: at(5) } })
        .when(observe(9))
        .then(opened(9, 2)));
    it('comes back with another budget', () =>
      given(...history)
        .when(observe(5, { basis: '4000' }))
        .then(opened(5, 2, '4000')));
  });

  describe('in the hands of people', () => {
    it('is acknowledged once', () => {
      given(opened(0)).when(acknowledge).then(acknowledged);
      given(opened(0), acknowledged).when(acknowledge).thenNothing();
    });
    it('is put off, and open again when the time has come', () => {
      given(opened(0)).when(snooze()).then(snoozed);
      given(opened(0), snoozed).when(snooze()).thenNothing();
      given(opened(0), snoozed).when(endSnooze(29)).thenNothing();
      given(opened(0), snoozed)
        .when(endSnooze(30))
        .then({ type: 'AlertSnoozeEnded', data: { alertId, episode: 1, at: at(30) } });
    });
    it('resolves while it is put off, and is not woken then', () => {
      given(opened(0), snoozed)
        .when(observe(5, { verdict: 'clear' }))
        .then(resolved(5, 'system'));
      given(opened(0), snoozed, resolved(5, 'system')).when(endSnooze(30)).thenNothing();
    });
    it('is not put off into the past, nor for more than 90 days', () => {
      given(opened(0))
        .when(snooze(at(0)))
        .thenRejects('snooze-too-long');
      given(opened(0)).when(snooze('2026-07-20T12:00:00.000Z')).thenRejects('snooze-too-long');
      given(opened(0)).when(snooze('never')).thenRejects('snooze-too-long');
    });
    it('is resolved once', () => {
      given(opened(0))
        .when(resolve)
        .then(resolved(2, 'user', 'Agreed'));
      given(opened(0), resolved(2, 'user', 'Agreed'))
        .when(resolve)
        .thenNothing();
    });
    it('is neither acknowledged nor put off after that', () => {
      given(opened(0), resolved(2, 'user')).when(acknowledge).thenRejects('alert-resolved');
      given(opened(0), resolved(2, 'user')).when(snooze()).thenRejects('alert-resolved');
    });
    it('has to be there', () => given().when(acknowledge).thenRejects('alert-not-found'));
  });
});
