import type { AlertEvent, AlertId, AlertKind, OrgId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';
import { runbookOf, type Signal } from './signal.ts';

// Commands; `now` is an ISO instant

type Command<Type extends string, Data = object> = Readonly<{
  type: Type;
  data: Readonly<{ alertId: AlertId; now: string } & Data>;
}>;

/** What it is about was looked at: `now` is when. `muted`: it does not open, whatever was seen. */
type Observe = Command<'Observe', { orgId: OrgId; signal: Signal; muted: boolean }>;
type Acknowledge = Command<'Acknowledge', { note: string | null }>;
type Snooze = Command<'Snooze', { until: string }>;
/** Sent by the clock. */
type EndSnooze = Command<'EndSnooze'>;
type Resolve = Command<'Resolve', { reason: string | null }>;

export type AlertCommand = Observe | Acknowledge | Snooze | EndSnooze | Resolve;

// State

export type ExistingAlert = Readonly<{
  status: 'open' | 'acknowledged' | 'snoozed' | 'resolved';
  alertId: AlertId;
  orgId: OrgId;
  kind: AlertKind;
  episode: number;
  basis: string | null;
  /** Of a snoozed one. */
  until: string | null;
  /** What it is about has not passed, as far as was seen: also of one that a person has resolved. */
  isGoingOn: boolean;
  /** Since when that is so. A look from before then has nothing to say any more. */
  changedAt: string;
}>;
export type Alert = Readonly<{ status: 'absent' }> | ExistingAlert;

// Decide

const dayMs = 86_400_000;
const longestSnoozeDays = 90;

const existing = (state: Alert): ExistingAlert => {
  if (state.status === 'absent') throw new RuleViolation('alert-not-found', 'There is no such alert');
  return state;
};

const unresolved = (state: Alert): ExistingAlert => {
  const alert = existing(state);
  if (alert.status === 'resolved') throw new RuleViolation('alert-resolved', 'The alert is resolved');
  return alert;
};

const opened = ({ alertId, orgId, signal, now }: Observe['data'], episode: number): AlertEvent => {
  const { kind, severity, subject, threshold, values, message, basis } = signal;
  const runbook = runbookOf(kind);
  const told = { kind, severity, subject, threshold, values, message, runbook, basis };
  return { type: 'AlertOpened', data: { alertId, orgId, episode, ...told, at: now } };
};

/** It has passed. */
const clear = ({ alertId, now: at }: Observe['data'], state: Alert): readonly AlertEvent[] => {
  if (state.status === 'absent' || !state.isGoingOn) return [];
  const { episode } = state;
  if (state.status === 'resolved') return [{ type: 'AlertCleared', data: { alertId, episode, at } }];
  return [{ type: 'AlertResolved', data: { alertId, episode, by: 'system', reason: null, at } }];
};

const observe = (data: Observe['data'], state: Alert): readonly AlertEvent[] => {
  const { alertId, signal, muted, now: at } = data;
  if (state.status !== 'absent' && Date.parse(at) < Date.parse(state.changedAt)) return [];
  if (signal.verdict === 'clear') return clear(data, state);
  if (signal.verdict === 'hold' || muted) return [];
  if (state.status === 'absent') return [opened(data, 1)];
  const { episode, basis } = state;
  const next = opened(data, episode + 1);
  if (!state.isGoingOn) return [next];
  if (basis === signal.basis) return [];
  if (state.status === 'resolved') return [next];
  const reason = 'What it was measured against has changed';
  return [{ type: 'AlertResolved', data: { alertId, episode, by: 'system', reason, at } }, next];
};

const snooze = ({ alertId, until, now }: Snooze['data'], before: Alert): readonly AlertEvent[] => {
  const { status, episode, until: earlier } = unresolved(before);
  const aheadMs = Date.parse(until) - Date.parse(now);
  if (!(aheadMs > 0 && aheadMs <= longestSnoozeDays * dayMs)) {
    throw new RuleViolation(
      'snooze-too-long',
      `An alert is put off to an instant within ${longestSnoozeDays} days from now`,
    );
  }
  if (status === 'snoozed' && earlier === until) return [];
  return [{ type: 'AlertSnoozed', data: { alertId, episode, until, at: now } }];
};

/** A clock that comes early, or for an earlier snooze, finds nothing to do. */
const endSnooze = ({ alertId, now: at }: EndSnooze['data'], state: Alert): readonly AlertEvent[] => {
  if (state.status !== 'snoozed' || Date.parse(state.until ?? at) > Date.parse(at)) return [];
  return [{ type: 'AlertSnoozeEnded', data: { alertId, episode: state.episode, at } }];
};

const decide = (command: AlertCommand, state: Alert): readonly AlertEvent[] => {
  const { alertId, now: at } = command.data;
  switch (command.type) {
    case 'Observe':
      return observe(command.data, state);
    case 'Acknowledge': {
      const { status, episode } = unresolved(state);
      if (status === 'acknowledged') return [];
      return [{ type: 'AlertAcknowledged', data: { alertId, episode, note: command.data.note, at } }];
    }
    case 'Snooze':
      return snooze(command.data, state);
    case 'EndSnooze':
      return endSnooze(command.data, state);
    case 'Resolve': {
      const { status, episode } = existing(state);
      if (status === 'resolved') return [];
      return [{ type: 'AlertResolved', data: { alertId, episode, by: 'user', reason: command.data.reason, at } }];
    }
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Alert, event: AlertEvent): Alert => {
  if (event.type === 'AlertOpened') {
    const { alertId, orgId, kind, episode, basis, at: changedAt } = event.data;
    return { status: 'open', alertId, orgId, kind, episode, basis, until: null, isGoingOn: true, changedAt };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'AlertAcknowledged':
      return { ...state, status: 'acknowledged', until: null };
    case 'AlertSnoozed':
      return { ...state, status: 'snoozed', until: event.data.until };
    case 'AlertSnoozeEnded':
      return { ...state, status: 'open', until: null };
    case 'AlertResolved': {
      const resolved = { ...state, status: 'resolved', until: null } as const;
      return event.data.by === 'user' ? resolved : { ...resolved, isGoingOn: false, changedAt: event.data.at };
    }
    case 'AlertCleared':
      return { ...state, isGoingOn: false, changedAt: event.data.at };
    default:
      return assertNever(event);
  }
};

/** Stream `alert-{id}`; see `alertIdOf`. */
export const alertDecider: Decider<Alert, AlertCommand, AlertEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
