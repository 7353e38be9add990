import type { FieldChange, OperationResult, OperationTask, Reconciliation, SeenObject } from '@campaigns/contracts';
import type { RemoteCampaign, SeenChanges } from '../platforms/platform-port.ts';
import { adFields, pathOf } from './ad-fields.ts';
import { adoptedIn, differencesIn, type Reconciled, unseenUnderIt } from './campaign-fields.ts';

type Task = Extract<OperationTask, { kind: 'read-changes' }>;

const goneCampaign = (platformId: string): SeenObject => ({
  ...{ level: 'campaign', platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

/**
 * Where an object under an active campaign is not what it shall be: active, and not turned away by the platform's review.
 * Under a paused one its own status does not matter, unless it is gone.
 */
const differencesOf = (object: SeenObject, wanted: Task['status']): readonly FieldChange[] => {
  const { status, review } = object;
  const isWrong = status === 'removed' || (wanted === 'active' && status === 'paused');
  const statusChange = isWrong ? [{ field: pathOf(object, 'status'), before: status, after: 'active' }] : [];
  const isRejected = review === 'rejected';
  return isRejected
    ? [...statusChange, { field: pathOf(object, 'review'), before: review, after: 'approved' }]
    : statusChange;
};

/** Pure, for tasks of before there were policies. `remote` is absent when the campaign is gone; its own differences come from the comparison of settings. */
export const changesOf = (
  task: Task,
  remote: RemoteCampaign | undefined,
  campaignDifferences: readonly FieldChange[],
  { seen, unseen }: SeenChanges,
): OperationResult => {
  if (remote === undefined) {
    const detected = [{ field: 'status', before: 'removed', after: task.status }];
    return { kind: 'read-changes', seen: [goneCampaign(task.platformCampaignId)], detected, unseen: [] };
  }
  const under = seen
    .filter(({ level }) => level !== 'campaign')
    .flatMap((object) => differencesOf(object, task.status));
  return { kind: 'read-changes', seen: [...seen], detected: [...campaignDifferences, ...under], unseen: [...unseen] };
};

/** Pure. `changes` is what stands under the campaign; absent where nobody asked for it. */
export const reconciledChanges = (
  task: Task & Readonly<{ reconciliation: Reconciliation }>,
  campaign: Reconciled,
  changes: SeenChanges | undefined,
): OperationResult => {
  const { seen, unseen } = changes ?? { seen: [], unseen: unseenUnderIt };
  const fields = [...campaign.fields, ...adFields(seen, task)];
  return {
    kind: 'read-changes',
    seen: campaign.isMissing ? [goneCampaign(task.platformCampaignId)] : [...seen],
    detected: differencesIn(fields),
    unseen: [...unseen],
    fields,
    ...adoptedIn(campaign),
  };
};
