import {
  type OrchestrationEvent,
  type OrchestrationId,
  orchestrationCodec,
  type Platform,
  type RecordedEvent,
} from '@campaigns/contracts';
import { orchestrationDecider } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import { type ChangesSoFar, changesAfter, noChanges } from './past-changes.ts';

type Recorded = RecordedEvent<OrchestrationEvent>;
type State = ReturnType<typeof orchestrationDecider.evolve>;
type Budgets = ReadonlyMap<Platform, number>;

/** What each platform had before the first event of a day, in UTC. */
type Dawn = Readonly<{ day: string; budgets: Budgets }>;

/** What rules and alerts need to know of an orchestration's own events. */
export type KnownOrchestration = Readonly<{
  /** Of the last event; -1 when there is none. */
  revision: bigint;
  state: State;
  changes: ChangesSoFar;
  /** Those of the few kinds that somebody looks at one by one. */
  events: readonly Recorded[];
  /** In the order of their days. */
  dawns: readonly Dawn[];
}>;

const nothing: KnownOrchestration = {
  ...{ revision: -1n, state: orchestrationDecider.initialState },
  ...{ changes: noChanges, events: [], dawns: [] },
};

/** A clock may be a little ahead of another, but not by days. */
const keptDawns = 3;

/** As many as are synced within a quarter of an hour by one installation; some 10 kB each. */
const keptOrchestrations = 20_000;

/** What puts creatives on or takes them off, and what says how a campaign is on its platform. A sync has none of them. */
const keptTypes: readonly string[] = ['RotationRequested', 'PlatformCampaignStatusChanged', 'ExternalChangeAdopted'];

const dayOf = (instant: string): string => new Date(instant).toISOString().slice(0, 10);

const budgetsOf = (state: State): Budgets =>
  new Map(
    state.status === 'absent' ? [] : state.mappings.map(({ platform, budgetMicros }) => [platform, budgetMicros]),
  );

/** On its first day an orchestration begins with what it was drafted with. */
const dawnsAfter = (dawns: readonly Dawn[], day: string, before: State, after: State): readonly Dawn[] => {
  const last = dawns.at(-1);
  if (last === undefined) return [{ day, budgets: budgetsOf(after) }];
  return day > last.day ? [...dawns, { day, budgets: budgetsOf(before) }].slice(-keptDawns) : dawns;
};

const learned = (known: KnownOrchestration, events: readonly Recorded[]): KnownOrchestration => {
  let { state, dawns } = known;
  for (const event of events) {
    const before = state;
    state = orchestrationDecider.evolve(before, event as OrchestrationEvent);
    dawns = dawnsAfter(dawns, dayOf(event.metadata.occurredAt), before, state);
  }
  const more = events.filter(({ type }) => keptTypes.includes(type));
  return {
    revision: events.at(-1)?.revision ?? known.revision,
    ...{ state, dawns },
    changes: changesAfter(events, known.changes),
    events: more.length === 0 ? known.events : [...known.events, ...more],
  };
};

/** What each platform had when the day began, in UTC; what it was drafted with on its first day. */
export const budgetsAtDawn = ({ dawns, state }: KnownOrchestration, now: Date): Budgets => {
  const today = dayOf(now.toISOString());
  return dawns.find(({ day }) => day >= today)?.budgets ?? budgetsOf(state);
};

export type OrchestrationMemory = Readonly<{
  /** As it is in the log at this moment. */
  know: (orchestrationId: OrchestrationId) => Promise<KnownOrchestration>;
}>;

/**
 * What is known of orchestrations already, so that only what has been added since is read: a campaign that is synced every 15
 * minutes has thousands of events after a few weeks.
 */
export const orchestrationMemory = (store: EventStore, kept = keptOrchestrations): OrchestrationMemory => {
  const memory = new Map<OrchestrationId, KnownOrchestration>();

  const remember = (orchestrationId: OrchestrationId, known: KnownOrchestration): void => {
    // Somebody who looked at the same time may have seen more.
    if ((memory.get(orchestrationId)?.revision ?? -1n) > known.revision) return;
    memory.delete(orchestrationId);
    memory.set(orchestrationId, known);
    for (const longest of memory.keys()) {
      if (memory.size <= kept) break;
      memory.delete(longest);
    }
  };

  return {
    know: async (orchestrationId) => {
      const known = memory.get(orchestrationId);
      const stream = `orchestration-${orchestrationId}` as const;
      const { events } = await store.load(stream, known?.revision);
      const now = learned(known ?? nothing, events.map(orchestrationCodec.decodeRecorded));
      if (now.revision >= 0n) remember(orchestrationId, now);
      return now;
    },
  };
};
