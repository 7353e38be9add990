import type { StoredEvent, StreamName } from '@campaigns/contracts';
import type { EventStore, EventToAppend, ExpectedRevision } from '@campaigns/event-sourcing';

export type TimerKind =
  | 'operation-due'
  | 'auto-sync'
  | 'cron-sync'
  | 'scheduled-start'
  | 'flight-end'
  | 'budget-guard'
  | 'rule-due'
  | 'recommendation-expiry';

export type Timer = Readonly<{
  timerId: string;
  dueAt: Date;
  kind: TimerKind;
  /** Where firing appends. */
  stream: StreamName;
  /** The event that asked for it. */
  causeId: string;
  failures: number;
}>;

export type NewTimer = Omit<Timer, 'failures'> &
  Readonly<{
    /** Of the event that asks for it. */
    position: bigint;
    /** What becomes of a timer of that id which an earlier event has asked for: it keeps its time, or takes this one. */
    known: 'stays' | 'moves';
  }>;

/** What firing a timer comes to. Ids in it derive from the timer, so that firing twice appends once. */
export type Firing = Readonly<{
  append: Readonly<{ stream: StreamName; expected: ExpectedRevision; events: readonly EventToAppend[] }> | undefined;
  /** When it fires the next time; `undefined` when it is done with. */
  next: Date | undefined;
}>;

/** Reads what is needed and decides; called again when the append conflicts. */
export type PrepareFiring = (timer: Timer) => Promise<Firing>;

/** Everything there is to say about a kind of timers. */
export type TimerRule = Readonly<{
  /** Types of the events that may ask for one. */
  askedForBy: readonly string[];
  /** The timer that such an event asks for, if it does. Throws ZodError for data of no known shape. */
  timerFor: (event: StoredEvent, store: EventStore) => Promise<NewTimer | undefined>;
  /** A timer may have been overtaken by what happened since: then there is nothing to append. */
  prepare: (store: EventStore, now: () => Date) => PrepareFiring;
}>;
