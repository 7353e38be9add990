import type { FieldState, Reconciliation, SeenObject } from '@campaigns/contracts';
import { fieldState } from '@campaigns/domain';
import type { TaskOf } from '../limits/platform-calls.ts';

const nouns = { campaign: 'campaign', ad_group: 'ad_group', ad: 'ads' } as const;

/** `ads.120.status`: what of which object. */
export const pathOf = ({ level, platformId }: SeenObject, what: string): string =>
  `${nouns[level]}.${platformId}.${what}`;

type Task = Pick<TaskOf<'read-changes'>, 'status' | 'children'> & Readonly<{ reconciliation: Reconciliation }>;

const notRestored = 'a sync starts no ad and makes none again: somebody may have stopped it on the platform';
const notStopped = 'a sync stops no ad that rests: somebody may have started it on the platform';
const notOurs = 'it was made on the platform by somebody else, whose it stays';
const notTakenOver = 'what stands under a campaign is not taken over from the platform';

type Compare = Readonly<{
  path: string;
  desired: string | null;
  observed: string | null;
  /** Why it is not known, where it is not. */
  unseen?: string;
  bar: string;
}>;

/** Ours was made as it is meant, so whatever else is seen was changed there. */
const stateOf = ({ path, desired, observed, unseen, bar }: Compare, reconciliation: Reconciliation): FieldState => {
  const ours = desired ?? 'nothing';
  return fieldState(
    {
      ...{ field: 'ads', path, bars: { push: bar, adopt: notTakenOver } },
      sides: {
        ...{ desired: ours, lastApplied: ours },
        observed: unseen === undefined ? () => (desired === observed ? 'same' : 'different') : undefined,
      },
      shown: { desired, lastApplied: desired, observed },
      ...(unseen === undefined ? {} : { unseen }),
    },
    reconciliation,
  );
};

const reviewNotes: Readonly<Partial<Record<NonNullable<SeenObject['review']> | 'not shown', string>>> = {
  pending: 'the platform has not decided yet',
  'not shown': 'the platform does not show its review',
};

/** Why what a review came to is not known; nothing where it is. */
const undecided = ({ review }: SeenObject): string | undefined => reviewNotes[review ?? 'not shown'];

const reviewOf = (object: SeenObject, reconciliation: Reconciliation): FieldState => {
  const { review, reason } = object;
  const unseen = undecided(object);
  return stateOf(
    {
      ...{ path: pathOf(object, 'review'), desired: 'approved', observed: review },
      ...(unseen === undefined ? {} : { unseen }),
      bar: reason === null ? 'the platform turned it away' : `the platform turned it away: ${reason}`,
    },
    reconciliation,
  );
};

/**
 * Under a paused campaign an object's own status does not matter, unless it is gone; nor whether an ad that rests is reviewed
 * yet.
 */
const ourState = (object: SeenObject, { status: wanted, children, reconciliation }: Task): readonly FieldState[] => {
  const { level, platformId, status } = object;
  const path = pathOf(object, 'status');
  const rests = children?.restingAdIds?.includes(platformId) === true;
  const isOfAccount = status === 'removed' || wanted === 'active';
  const desired = rests ? 'paused' : 'active';
  const bar = status === 'active' ? notStopped : notRestored;
  const standing = stateOf({ path, desired, observed: status, bar }, reconciliation);
  const hasReview = level === 'ad' && status !== 'removed' && (!rests || undecided(object) === undefined);
  return [...(isOfAccount ? [standing] : []), ...(hasReview ? [reviewOf(object, reconciliation)] : [])];
};

/** Pure. What was seen under a campaign beside what was made there; nothing where no ad is ours. */
export const adFields = (seen: readonly SeenObject[], task: Task): readonly FieldState[] => {
  const { children, reconciliation } = task;
  if (children === undefined) return [];
  const ours = new Set([children.platformAdGroupId, ...children.platformAdIds]);
  return seen
    .filter(({ level }) => level !== 'campaign')
    .flatMap((object) => {
      if (ours.has(object.platformId)) return ourState(object, task);
      const foreign = { path: pathOf(object, 'status'), desired: null, observed: object.status, bar: notOurs };
      return object.status === 'active' ? [stateOf(foreign, reconciliation)] : [];
    });
};
