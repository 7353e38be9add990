import type { FieldState, OperationResult } from '@campaigns/contracts';

/** A look at a campaign on its platform, field by field. */
export type Look = Extract<OperationResult, Readonly<{ kind: 'push-settings' | 'read-changes' }>> &
  Readonly<{ fields: readonly FieldState[] }>;

/** Looks of before there were policies compared nothing field by field. */
export const isLook = (result: OperationResult): result is Look =>
  (result.kind === 'push-settings' || result.kind === 'read-changes') && result.fields !== undefined;

const existenceIn = ({ fields }: Look): FieldState | undefined => fields.find(({ field }) => field === 'existence');

/** Why the campaign could not be looked at although the platform answered; `undefined` when it could. */
export const whyUnclear = (look: Look): string | undefined => {
  const existence = existenceIn(look);
  return existence?.difference === 'unreviewed' ? (existence.note ?? 'it is not clear whether it is there') : undefined;
};

/** It is certain that the campaign is gone, and all that stood under it with it. */
export const isMissing = (look: Look): boolean => existenceIn(look)?.observed === 'missing';

const ofCampaign = ['existence', 'name', 'status', 'budget'] as const;

/** Everything of the campaign itself was compared. */
export const isComplete = ({ fields }: Look): boolean =>
  ofCampaign.every((wanted) => fields.some(({ field }) => field === wanted));

/** What stands under the campaign was looked at. Where an ad is ours the platform always tells of it. */
export const sawAds = (look: Look): boolean =>
  look.kind === 'read-changes' && (isMissing(look) || look.seen.length > 0);

/** A row of `orchestration_drift` without what is the same for the whole look. */
export type SeenField = Omit<FieldState, 'lastApplied'> &
  Readonly<{
    last_applied: FieldState['lastApplied'];
    /** How it was found, where something was done about it. */
    found: Pick<FieldState, 'difference' | 'desired' | 'observed'> | null;
  }>;

const markIn = (name: FieldState['desired']): string => /\s\[[^[\]]+\]$/.exec(String(name))?.[0] ?? '';

/** A name that is taken over without our mark gets it on the platform, where the look may write. */
const asMarked = ({ field, desired, observed, action }: FieldState, look: Look): FieldState['observed'] => {
  const mark = markIn(desired);
  const isWritten = field === 'name' && action === 'adopted' && look.kind === 'push-settings';
  return isWritten && !String(observed).includes(mark.trim()) ? `${observed}${mark}` : observed;
};

/** A field as the look left it: what was written on the platform is there. */
const asLeft = (state: FieldState, look: Look): SeenField => {
  const { lastApplied, ...rest } = state;
  const { difference, desired, observed, action } = state;
  if (action !== 'pushed') return { ...rest, observed: asMarked(state, look), last_applied: lastApplied, found: null };
  const found = { difference, desired, observed };
  return { ...rest, difference: 'in_sync', observed: desired, last_applied: desired, found };
};

export const fieldsLeftBy = (look: Look): readonly SeenField[] => look.fields.map((state) => asLeft(state, look));
