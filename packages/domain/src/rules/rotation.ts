import type { RuleCommand } from '@campaigns/contracts';
import type { PartSnapshot, RuleCreative } from './types.ts';

export type Rotation = Extract<RuleCommand, { type: 'rotate' }>['rotations'][number];

/** The most worn first. */
const wear: readonly RuleCreative['fatigue'][] = ['fatigued', 'fatiguing', 'healthy', 'learning'];

/** What has no time has been so for ever. */
const since = (at: string | null): number => (at === null ? 0 : Date.parse(at));

const byId = (a: RuleCreative, b: RuleCreative): number => (a.creativeId < b.creativeId ? -1 : 1);

/**
 * Shows what has rested longest and rests what is most worn, of two equally worn ones what has been shown for longer. Where nothing
 * rests yet, one begins to; a creative that is alone stays. `undefined` when there is nothing to rotate.
 */
export const rotationOf = ({ platform, creatives }: PartSnapshot): Rotation | undefined => {
  const resting = creatives
    .filter(({ isResting }) => isResting)
    .toSorted((a, b) => since(a.restingSince) - since(b.restingSince) || byId(a, b));
  const shown = creatives
    .filter(({ isResting }) => !isResting)
    .toSorted(
      (a, b) =>
        wear.indexOf(a.fatigue) - wear.indexOf(b.fatigue) || since(a.shownSince) - since(b.shownSince) || byId(a, b),
    );
  const [worn] = shown;
  const [rested] = resting;
  if (worn === undefined || (rested === undefined && shown.length < 2)) return undefined;
  return { platform, show: rested === undefined ? [] : [rested.creativeId], rest: [worn.creativeId] };
};
