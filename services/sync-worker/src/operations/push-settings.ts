import { type FieldChange, type OperationResult, type OperationTask, toDecimal } from '@campaigns/contracts';
import { campaignName } from '../platforms/campaign-name.ts';
import type { AccountCall, BudgetChange, PlatformAdapter, RemoteCampaign } from '../platforms/platform-port.ts';
import { adoptedIn, differencesIn, type Pushed, pushesIn, type Reconciled, unseenUnderIt } from './campaign-fields.ts';

/** What a campaign shall be. */
export type Wanted = Pick<Extract<OperationTask, { kind: 'push-settings' }>, 'spec' | 'tag' | 'status' | 'children'>;

export type Differences = Readonly<{
  name?: string;
  budget?: BudgetChange;
  /** Ours is paused and theirs is live. */
  pause: boolean;
  /** All of them, with the platform's value before and ours after; amounts in currency units. */
  detected: readonly FieldChange[];
  /** Those that will be pushed. */
  applicable: readonly FieldChange[];
}>;

const amount = (micros: number | null): number | null => (micros === null ? null : toDecimal(micros));

/**
 * Pure. Name and budget are made equal to ours. Status only towards paused: a campaign that is paused there and active with
 * us may have been stopped by a person, so that is told and left alone.
 */
export const differencesOf = (remote: RemoteCampaign, task: Wanted, budget: BudgetChange | undefined): Differences => {
  const name = campaignName(task.spec.name, task.tag);
  const nameChange = remote.name === name ? [] : [{ field: 'name', before: remote.name, after: name }];
  const budgetChange =
    budget === undefined ? [] : [{ field: budget.field, before: amount(budget.before), after: amount(budget.after) }];
  const statusChange =
    remote.status === task.status ? [] : [{ field: 'status', before: remote.status, after: task.status }];
  const pause = task.status === 'paused' && remote.status === 'active';
  const applicable = [...nameChange, ...budgetChange, ...(pause ? statusChange : [])];
  return {
    ...(nameChange.length === 0 ? {} : { name }),
    ...(budget === undefined ? {} : { budget }),
    pause,
    detected: [...nameChange, ...budgetChange, ...statusChange],
    applicable,
  };
};

export const pushesOf = ({ name, budget, pause }: Differences): Pushed => ({
  ...(name === undefined ? {} : { name }),
  ...(budget === undefined ? {} : { budgetMicros: budget.after }),
  pause,
});

/** Pauses first, so that a campaign that must not spend stops before anything else is changed. */
export const push = async (
  adapter: PlatformAdapter,
  call: AccountCall,
  remote: RemoteCampaign,
  { pause, ...change }: Pushed,
  children: Wanted['children'],
): Promise<void> => {
  if (pause) await adapter.setStatus(call, remote.platformCampaignId, 'paused', children);
  if (Object.keys(change).length > 0) await adapter.updateCampaign(call, remote, change);
};

export const pushedResult = (campaign: Reconciled): OperationResult => ({
  kind: 'push-settings',
  detected: differencesIn(campaign.fields),
  applied: pushesIn(campaign.fields),
  fields: [...campaign.fields],
  ...adoptedIn(campaign),
  unseen: [...unseenUnderIt],
});
