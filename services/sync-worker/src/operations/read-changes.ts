import type { FieldChange, OperationResult, OperationTask, SeenObject } from '@campaigns/contracts';
import type { RemoteCampaign, SeenChanges } from '../platforms/platform-port.ts';

type Task = Extract<OperationTask, { kind: 'read-changes' }>;

const nouns = { campaign: 'campaign', ad_group: 'ad_group', ad: 'ads' } as const;

const fieldOf = ({ level, platformId }: SeenObject, field: string): string => `${nouns[level]}.${platformId}.${field}`;

/**
 * Where an object under an active campaign is not what it shall be: active, and not turned away by the platform's review.
 * Under a paused one its own status does not matter, unless it is gone.
 */
const differencesOf = (object: SeenObject, wanted: Task['status']): readonly FieldChange[] => {
  const { status, review } = object;
  const isWrong = status === 'removed' || (wanted === 'active' && status === 'paused');
  const statusChange = isWrong ? [{ field: fieldOf(object, 'status'), before: status, after: 'active' }] : [];
  const isRejected = review === 'rejected';
  return isRejected
    ? [...statusChange, { field: fieldOf(object, 'review'), before: review, after: 'approved' }]
    : statusChange;
};

/** Pure. `remote` is absent when the campaign is gone; its own differences come from the comparison of settings. */
export const changesOf = (
  task: Task,
  remote: RemoteCampaign | undefined,
  campaignDifferences: readonly FieldChange[],
  { seen, unseen }: SeenChanges,
): OperationResult => {
  if (remote === undefined) {
    const gone: SeenObject = {
      ...{ level: 'campaign', platformId: task.platformCampaignId, status: 'removed' },
      ...{ review: null, reason: null, changedAt: null },
    };
    const detected = [{ field: 'status', before: 'removed', after: task.status }];
    return { kind: 'read-changes', seen: [gone], detected, unseen: [] };
  }
  const under = seen
    .filter(({ level }) => level !== 'campaign')
    .flatMap((object) => differencesOf(object, task.status));
  return { kind: 'read-changes', seen: [...seen], detected: [...campaignDifferences, ...under], unseen: [...unseen] };
};
