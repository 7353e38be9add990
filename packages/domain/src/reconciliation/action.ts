import type { ConflictPolicy, DifferenceClass, FieldState, SyncDirection } from '@campaigns/contracts';
import { differs } from './difference.ts';

export type Decision = Pick<FieldState, 'action' | 'note'>;

export type Rules = Readonly<{ policy: ConflictPolicy; direction: SyncDirection }>;

/** Why a field is not written on the platform, or not taken over from it, whatever its policy says. */
export type Bars = Readonly<{ push?: string | undefined; adopt?: string | undefined }>;

const pushBarOf = (direction: SyncDirection): string | undefined =>
  direction === 'pull' ? 'a pull changes nothing on the platform' : undefined;
const adoptBarOf = (direction: SyncDirection): string | undefined =>
  direction === 'push' ? 'a push takes nothing over from the platform' : undefined;

const unless = (bar: string | undefined, action: 'pushed' | 'adopted'): Decision =>
  bar === undefined ? { action, note: null } : { action: 'reported', note: bar };

/**
 * What is done about a difference. A change of ours that nobody outside touched is brought to the platform by every policy
 * but `freeze`; `theirs` and `report` are about what somebody changed there.
 */
export const decisionOn = (difference: DifferenceClass, { policy, direction }: Rules, bars: Bars = {}): Decision => {
  if (!differs(difference)) return { action: 'none', note: null };
  if (policy === 'freeze') return { action: 'held', note: null };
  if (policy === 'ours' || difference === 'ours_pending') return unless(pushBarOf(direction) ?? bars.push, 'pushed');
  if (policy === 'theirs') return unless(adoptBarOf(direction) ?? bars.adopt, 'adopted');
  return { action: 'reported', note: null };
};
