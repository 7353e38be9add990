import type { Campaign, CampaignChanges } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Edit } from './platform.ts';

/** The changes an edit makes to the campaign itself. */
export const editedCampaign = (campaign: Campaign, edit: Edit, now: number): Fact[] => {
  const changes: CampaignChanges = {
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(edit.status === undefined ? {} : { status: edit.status }),
    ...(edit.deleted === true ? { status: 'deleted' as const } : {}),
    ...(edit.budgetMicros === undefined ? {} : { budget: { ...campaign.budget, micros: edit.budgetMicros } }),
    updatedAt: now,
  };
  return [{ type: 'CampaignChanged', platform: campaign.platform, id: campaign.id, changes }];
};
