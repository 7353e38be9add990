import { type CampaignChildren, type OperationKind, type OperationTask, shownOf } from '@campaigns/contracts';

/** A request as limits count it. */
export type CountedCall = Readonly<{
  /** `read` and `write`; on TikTok the endpoint, on X also `stats` and `global`, which it counts apart. */
  category: string;
  mutates: boolean;
}>;

/** How a platform counts a request that is made. */
export type CountedAs = (request: Readonly<{ url: string; mutates: boolean }>) => CountedCall;

export type TaskOf<Kind extends OperationKind> = Extract<OperationTask, { kind: Kind }>;

/** The requests that each kind of operation makes when nothing is in its way, and those of a look for what one made. */
export type TaskCalls = Readonly<
  { [Kind in OperationKind]: (task: TaskOf<Kind>) => readonly CountedCall[] } & {
    lookup: (task: OperationTask) => readonly CountedCall[];
  }
>;

export const read: CountedCall = { category: 'read', mutates: false };
export const write: CountedCall = { category: 'write', mutates: true };

export const readOrWrite: CountedAs = ({ mutates }) => (mutates ? write : read);

export const times = (count: number, call: CountedCall): readonly CountedCall[] =>
  Array.from({ length: count }, () => call);

/** Where something may have been made before, it is looked for first. */
const lookFirst = ({ mayExist }: Readonly<{ mayExist?: boolean | undefined }>): readonly CountedCall[] =>
  mayExist === true ? [read] : [];

/** Of an activation: ads that rest are left alone. */
export const shownAds = (children: CampaignChildren): number => shownOf(children).platformAdIds.length;

const isAsApplied = ({ spec, status, reconciliation }: TaskOf<'push-settings'>): boolean => {
  const applied = reconciliation?.lastApplied;
  return (
    applied?.name === spec.name &&
    applied.status === status &&
    applied.budget.micros === spec.budget.micros &&
    applied.budget.currency === spec.budget.currency
  );
};

/**
 * What a push of settings sends when it has something to change. Settings that the platform has confirmed are only read:
 * nearly every sync finds them so, and room that is promised and not used would be lost to others. Where somebody has edited
 * them there, each call that puts them back waits for its room.
 */
export const ifChanged = (task: TaskOf<'push-settings'>, calls: readonly CountedCall[]): readonly CountedCall[] =>
  isAsApplied(task) ? [] : calls;

/** One request for each object; a platform's own table names what it does otherwise. */
export const usualCalls: TaskCalls = {
  'verify-account': () => [read],
  'create-campaign': (task) => [...lookFirst(task), write],
  'create-ad-group': (task) => [...lookFirst(task), write],
  'create-ad': (task) => [...lookFirst(task), write],
  'push-settings': (task) => [read, ...ifChanged(task, [write, write])],
  'activate-campaign': ({ children }) => times(children === undefined ? 1 : shownAds(children) + 2, write),
  'pause-campaign': ({ children }) => times(children === undefined ? 1 : 2, write),
  'remove-campaign': () => [write],
  'fetch-metrics': ({ children }) => times(children === undefined ? 2 : 3, read),
  'read-changes': ({ children }) => times(children === undefined ? 1 : 3, read),
  // What is left to show is looked at before anything rests: the campaign, and what stands under it.
  'rotate-ads': ({ show, rest }) => [
    ...times(rest.length === 0 ? 0 : 4, read),
    ...times(show.length + rest.length, write),
  ],
  lookup: () => [read],
};

export const callsIn = (calls: TaskCalls, task: OperationTask, purpose: 'call' | 'lookup'): readonly CountedCall[] =>
  purpose === 'lookup'
    ? calls.lookup(task)
    : (calls[task.kind] as (task: OperationTask) => readonly CountedCall[])(task);

/** Who goes first when calls are short: what spares money, then what is waited for, then what comes again anyway. */
export type Rank = 'urgent' | 'normal' | 'sync';

const ranks: Partial<Record<OperationKind, Rank>> = {
  'pause-campaign': 'urgent',
  'remove-campaign': 'urgent',
  'push-settings': 'sync',
  'fetch-metrics': 'sync',
  'read-changes': 'sync',
};

export const rankOf = (kind: OperationKind): Rank => ranks[kind] ?? 'normal';
