import type { Actor, OrchestrationEvent, Platform, RecordedEvent } from '@campaigns/contracts';
import type { PastChange } from '@campaigns/domain';

type Recorded = RecordedEvent<OrchestrationEvent>;
type Who = PastChange['by'];

const rulesEngine = 'rules-engine';

/**
 * Whoever holds a token is a person, also who takes up what was recommended; what follows from a rule comes from the rules-engine,
 * or says so itself.
 */
const whoOf = ({ kind, id }: Actor, isRule: boolean): Who => {
  if (kind === 'user') return 'person';
  return isRule || id === rulesEngine ? 'rule' : 'system';
};

type Parts = ReadonlyMap<Platform, number>;

const partsOf = (allocation: readonly Readonly<{ platform: Platform; amountMicros: number }>[]): Parts =>
  new Map(allocation.map(({ platform, amountMicros }) => [platform, amountMicros]));

const movedParts = (before: Parts, after: Parts): readonly Platform[] =>
  [...after].flatMap(([platform, micros]) => (before.get(platform) === micros ? [] : [platform]));

const partsAfter = ({ type, data }: Recorded, before: Parts): Parts => {
  if (type === 'OrchestrationDrafted' || type === 'BudgetChanged') return partsOf(data.allocation);
  if (type !== 'ExternalChangeAdopted' || data.adopted.budget === undefined) return before;
  return new Map([...before, [data.platform, data.adopted.budget.micros]]);
};

type Change = Pick<PastChange, 'kind' | 'by'> & Readonly<{ platforms: readonly Platform[] }>;

const changeOf = ({ type, data, metadata: { actor } }: Recorded, before: Parts): Change | undefined => {
  switch (type) {
    case 'BudgetChanged': {
      const by = whoOf(actor, data.recommendedBy !== undefined);
      return { kind: 'budget', by, platforms: movedParts(before, partsOf(data.allocation)) };
    }
    case 'PauseRequested':
    case 'ResumeRequested':
    case 'DeploymentRequested': {
      const cause = type === 'PauseRequested' ? data.cause : undefined;
      const by = cause === 'budget' ? 'system' : whoOf(actor, cause === 'rule');
      return { kind: 'status', by, platforms: data.targets.map(({ platform }) => platform) };
    }
    case 'RotationRequested':
      return { kind: 'creatives', by: whoOf(actor, false), platforms: data.targets.map(({ platform }) => platform) };
    case 'ExternalChangeAdopted': {
      const kind = data.adopted.budget === undefined ? 'status' : 'budget';
      // It was made on the platform, by somebody there.
      return { kind, by: 'person', platforms: [data.platform] };
    }
    default:
      return undefined;
  }
};

/** What has been changed so far, and what more events need to go on from there. */
export type ChangesSoFar = Readonly<{ changes: readonly PastChange[]; parts: Parts }>;

export const noChanges: ChangesSoFar = { changes: [], parts: new Map() };

/** In the order of the events. */
export const changesAfter = (events: readonly Recorded[], before: ChangesSoFar): ChangesSoFar => {
  let { parts } = before;
  const more = events.flatMap((event): readonly PastChange[] => {
    const change = changeOf(event, parts);
    parts = partsAfter(event, parts);
    if (change === undefined) return [];
    const { kind, by, platforms } = change;
    return platforms.map((platform) => ({ at: event.metadata.occurredAt, platform, kind, by }));
  });
  return { changes: more.length === 0 ? before.changes : [...before.changes, ...more], parts };
};

/** What was changed about an orchestration, by whom, in the order of its events. */
export const pastChanges = (events: readonly Recorded[]): readonly PastChange[] =>
  changesAfter(events, noChanges).changes;
