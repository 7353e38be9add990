import { type OrchestrationId, type Platform, ruleActionCodec } from '@campaigns/contracts';
import {
  actionHistory,
  dateIn,
  type ExistingOrchestration,
  type Mapping,
  type PartSnapshot,
  type RuleSnapshot,
} from '@campaigns/domain';
import { type EventStore, type ExpectedRevision, fold } from '@campaigns/event-sourcing';
import type { Read } from '@campaigns/read-access';
import { type AdHistory, adResults } from './ad-results.ts';
import { creativesOf } from './creatives.ts';
import {
  budgetsAtDawn,
  type KnownOrchestration,
  type OrchestrationMemory,
  orchestrationMemory,
} from './orchestration-memory.ts';
import { type PartResults, partResults } from './part-results.ts';

export type LoadedSnapshot = Readonly<{
  snapshot: RuleSnapshot;
  /** Of stream `ruleaction-{orchestrationId}`: an action that is decided by the snapshot is appended here. */
  actionsRevision: ExpectedRevision;
}>;

type Question = Readonly<{
  orgId: string;
  orchestrationId: OrchestrationId;
  /** See `daysNeeded`. */
  days: number;
  actionsToday: RuleSnapshot['actionsToday'];
  now: Date;
}>;

/** How an orchestration is at this moment, for rules: one way to see it for a preview and for the real thing. */
export type RuleSnapshots = Readonly<{
  /** `undefined` where there is no such orchestration of that organisation. */
  load: (question: Question) => Promise<LoadedSnapshot | undefined>;
}>;

const dayMs = 86_400_000;

/** LinkedIn counts its days in UTC, whatever the account says. */
const zoneOf = ({ platform, timeZone }: PartResults): string => (platform === 'linkedin' ? 'UTC' : timeZone);

/** A platform that has told of a day has reached it, whatever our calendar says. */
const notBefore = (lastDay: string | undefined, date: string): string =>
  lastDay !== undefined && lastDay > date ? lastDay : date;

type Known = Readonly<{
  orchestration: KnownOrchestration;
  results: readonly PartResults[];
  ads: readonly AdHistory[];
  atDawn: ReadonlyMap<Platform, number>;
  now: Date;
}>;

const partOf = (mapping: Mapping, { orchestration, results, ads, atDawn, now }: Known): PartSnapshot => {
  const { platform, status, budgetMicros } = mapping;
  const own = results.find((result) => result.platform === platform);
  const zone = own === undefined ? 'UTC' : zoneOf(own);
  const observedAt = own?.observedAt ?? null;
  const lastDay = own?.days.at(-1)?.date;
  return {
    ...{ platform, status, budgetMicros, observedAt },
    dayBeganMicros: atDawn.get(platform) ?? budgetMicros,
    spentMicros: own?.spentMicros ?? 0,
    days: own?.days ?? [],
    observedOn: observedAt === null ? null : notBefore(lastDay, dateIn(zone, Date.parse(observedAt))),
    today: notBefore(lastDay, dateIn(zone, now.getTime())),
    creatives: creativesOf(orchestration.events, mapping, ads),
  };
};

const snapshotOf = (
  state: ExistingOrchestration,
  known: Known,
  { actionsToday }: Question,
): Omit<RuleSnapshot, 'actions'> => ({
  orchestrationId: state.orchestrationId,
  orgId: state.orgId,
  status: state.status,
  currency: state.totalBudget.currency,
  totalMicros: state.totalBudget.micros,
  isSpent: state.spentCapMicros !== null,
  flightEndAt: state.flight?.endAt ?? null,
  busy: {
    lifecycle: state.lifecycleRun !== null || state.pendingPause !== null,
    sync: state.syncRun !== null,
  },
  parts: state.mappings.map((mapping) => partOf(mapping, known)),
  changes: known.orchestration.changes.changes,
  actionsToday,
  now: known.now.toISOString(),
});

type Dependencies = Readonly<{
  store: EventStore;
  read: Read;
  /** Where others in the process know orchestrations from as well. */
  memory?: OrchestrationMemory;
}>;

export const ruleSnapshots = ({ store, read, memory = orchestrationMemory(store) }: Dependencies): RuleSnapshots => ({
  load: async (question) => {
    const { orgId, orchestrationId, days, now } = question;
    const since = new Date(now.getTime() - (days + 1) * dayMs).toISOString().slice(0, 10);
    const [orchestration, acted, results, ads] = await Promise.all([
      memory.know(orchestrationId),
      store.load(`ruleaction-${orchestrationId}`),
      partResults(read, orgId, orchestrationId, since),
      adResults(read, orgId, orchestrationId, since),
    ]);
    const { state } = orchestration;
    if (state.status === 'absent' || state.orgId !== orgId) return undefined;
    const known = { orchestration, results, ads, atDawn: budgetsAtDawn(orchestration, now), now };
    return {
      snapshot: {
        ...snapshotOf(state, known, question),
        actions: fold(actionHistory, acted.events.map(ruleActionCodec.decode)),
      },
      actionsRevision: acted.revision,
    };
  },
});
