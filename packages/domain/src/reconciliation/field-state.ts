import type { ConflictPolicy, FieldState, Reconciliation, SyncField } from '@campaigns/contracts';
import { type Bars, type Decision, decisionOn } from './action.ts';
import { differenceOf, type Sides } from './difference.ts';

export type Agreement = Pick<Reconciliation, 'direction' | 'policy'>;

export const policyFor = ({ policy }: Pick<Reconciliation, 'policy'>, field: SyncField): ConflictPolicy =>
  policy[field] ?? 'ours';

/** A field to be compared, and its values as they are shown. */
export type Compared<Ours> = Readonly<{
  field: SyncField;
  path: string;
  sides: Sides<Ours>;
  shown: Pick<FieldState, 'desired' | 'lastApplied' | 'observed'>;
  bars?: Bars;
  /** Why it was not visible, where it was not. */
  unseen?: string;
}>;

const noteOn = ({ note }: Decision, unseen: string | undefined): string | null => note ?? unseen ?? null;

/** One field on both sides: how they lie to each other, and what is done about it. */
export const fieldState = <Ours extends string | number>(
  { field, path, sides, shown, bars, unseen }: Compared<Ours>,
  agreement: Agreement,
): FieldState => {
  const policy = policyFor(agreement, field);
  const difference = differenceOf(sides);
  const decision = decisionOn(difference, { policy, direction: agreement.direction }, bars);
  return { field, path, ...shown, difference, policy, action: decision.action, note: noteOn(decision, unseen) };
};
