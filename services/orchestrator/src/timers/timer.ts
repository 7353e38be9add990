import type { StreamName } from '@campaigns/contracts';
import type { EventToAppend, ExpectedRevision } from '@campaigns/event-sourcing';

export type TimerKind = 'operation-due' | 'auto-sync';

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

export type NewTimer = Omit<Timer, 'failures'> & Readonly<{ position: bigint }>;

/** What firing a timer comes to. Ids in it derive from the timer, so that firing twice appends once. */
export type Firing = Readonly<{
  append: Readonly<{ stream: StreamName; expected: ExpectedRevision; events: readonly EventToAppend[] }> | undefined;
  /** When it fires the next time; `undefined` when it is done with. */
  next: Date | undefined;
}>;

/** Reads what is needed and decides; called again when the append conflicts. */
export type PrepareFiring = (timer: Timer) => Promise<Firing>;
