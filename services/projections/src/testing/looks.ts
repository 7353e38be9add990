import type { FieldChange, FieldState, OperationResult, SeenObject, SyncField } from '@campaigns/contracts';

type Shown = Pick<FieldState, 'desired' | 'observed'>;

/** What is meant, as it stands on the platform. */
const meant: Readonly<Record<Exclude<SyncField, 'ads'>, string | number>> = {
  ...{ existence: 'present', name: 'Spring [op-1]', status: 'active', budget: 50 },
};

const shown = ({ field, desired, observed }: FieldState): FieldChange => ({ field, before: observed, after: desired });

/** A field of the campaign as it is meant, or as it is told. */
export const seenAs = (field: Exclude<SyncField, 'ads'>, told: Partial<FieldState> = {}): FieldState => ({
  ...{ field, path: field, desired: meant[field], lastApplied: meant[field], observed: meant[field] },
  ...{ difference: 'in_sync', policy: 'ours', action: 'none', note: null, ...told },
});

/** An ad, or an ad group, under the campaign. */
export const adSeenAs = (path: string, told: Partial<FieldState> & Partial<Shown> = {}): FieldState => ({
  ...{ field: 'ads', path, desired: 'active', lastApplied: 'active', observed: 'active' },
  ...{ difference: 'in_sync', policy: 'ours', action: 'none', note: null, ...told },
});

/** All of the campaign itself; what is not told is as it is meant. */
export const wholeCampaign = (...told: readonly FieldState[]): FieldState[] =>
  (['existence', 'name', 'status', 'budget'] as const).map(
    (field) => told.find((state) => state.field === field) ?? seenAs(field),
  );

const differing = (fields: readonly FieldState[]): FieldChange[] =>
  fields.filter(({ difference }) => !['in_sync', 'normalised', 'unreviewed'].includes(difference)).map(shown);

/** What a sync of the settings comes to. */
export const pushed = (fields: readonly FieldState[], unseen = ['its ad groups and ads']): OperationResult => ({
  ...{ kind: 'push-settings', detected: differing(fields), fields: [...fields], unseen },
  applied: fields.filter(({ action }) => action === 'pushed').map(shown),
});

/** What a look for changes comes to. */
export const read = (
  fields: readonly FieldState[],
  seen: readonly SeenObject[] = [],
  unseen = ['who changed what'],
): OperationResult => ({
  ...{ kind: 'read-changes', seen: [...seen], detected: differing(fields), unseen, fields: [...fields] },
});

export const seenObject = (
  level: SeenObject['level'],
  platformId: string,
  status: SeenObject['status'] = 'active',
): SeenObject => ({ level, platformId, status, review: null, reason: null, changedAt: null });
